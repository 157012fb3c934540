import type { ChartLine } from '../chart-line';

/** What one chart says, wherever it is drawn: in the window, in a picture or in a report. */
export interface ChartContent {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** A value in words; null where there is none. */
  readonly format: (value: number | null) => string;
  /** A value beside the y axis. */
  readonly formatTick: (value: number) => string;
  /** What no value exceeds, as 100 percent: the y axis then begins at 0. Without it the axis fits what is shown. */
  readonly highest?: number;
  /** There is nothing between whole values. */
  readonly whole?: boolean;
  readonly logarithmic?: boolean;
  /** Smoothing of its own, 0 to below 1; else the one that is chosen for all. */
  readonly smoothing?: number;
}
