import type { ChartContent } from './chart-content';
import type { RunClock, XMode } from './run-clock';
import type { XWindow } from './x-window';

/** One drawing of a chart: what it says, and which part of it is looked at in which way. */
export interface ChartSpec {
  readonly content: ChartContent;
  /** Names of lines that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  /** Converts steps to the x axis; null where it counts steps. */
  readonly clock: RunClock | null;
  readonly mode: XMode;
  /** The part of the x axis that is shown, in its own unit. */
  readonly window: XWindow;
  /** 0 to below 1. */
  readonly smoothing: number;
}

/** Colours and type of a chart, as a canvas and an SVG take them. */
export interface ChartLook {
  readonly colorOf: (property: string) => string;
  readonly font: string;
  readonly fontSize: number;
}
