import { dashOf, type ChartLine } from '../chart-line';
import { traceLine, type Span, type Trace } from './envelope';
import type { RunClock, XMode } from './run-clock';
import { smoothed } from './smoothed';
import { logarithmicValues, roundValues, X_WORDS, xTicks, type Tick } from './ticks';

/** What a chart shows and how. */
export interface ChartSpec {
  readonly lines: readonly ChartLine[];
  /** Converts steps to the x axis; null where it counts steps. */
  readonly clock: RunClock | null;
  readonly mode: XMode;
  /** The part of the x axis that is shown, in its own unit. */
  readonly window: XWindow;
  /** 0 to below 1. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
  /** Top of the y axis; null fits what is shown. */
  readonly highest: number | null;
  readonly formatTick: (value: number) => string;
}

/** A part of an x axis. */
export interface XWindow {
  readonly low: number;
  readonly high: number;
}

/** Width and height in pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** A chart worked out to the pixel: a canvas and an SVG are drawn from the same. */
export interface ChartScene extends ChartSize {
  readonly plot: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly xTicks: readonly PlacedTick[];
  readonly yTicks: readonly PlacedTick[];
  readonly xWords: string;
  readonly lines: readonly SceneLine[];
  /** Most points that any line has in the window. */
  readonly points: number;
}

/** A mark of an axis and its pixel. */
export interface PlacedTick extends Tick {
  readonly at: number;
}

/** A line in pixels; `points` x and y by turns, `band` x, lower and upper edge by turns. */
export interface SceneLine {
  readonly name: string;
  readonly color: ChartLine['color'];
  readonly look: 'line' | 'faint' | 'markers';
  readonly dash: readonly number[];
  readonly points: Float64Array;
  readonly band: Float64Array;
}

const MARGIN = { top: 8, right: 14, bottom: 24 };
/** Room of the y axis' words, for each of their letters. */
const LETTER = 6.4;

/** Works a chart out. */
export function chartScene(spec: ChartSpec, { width, height }: ChartSize): ChartScene {
  const bottom = Math.max(MARGIN.top + 10, height - MARGIN.bottom);
  const right = Math.max(60, width - MARGIN.right);
  // The y axis' words decide how much room is left, and what is left decides little about them: two rounds suffice.
  const rough = trace(spec, { ...spec.window, from: 40, to: right });
  const range = yRange(spec, rough);
  const ticks = yTickValues(range, spec.logarithmic, (bottom - MARGIN.top) / 27).map((value) => ({
    value,
    text: spec.formatTick(value),
  }));
  const left = Math.ceil(14 + LETTER * Math.max(1, ...ticks.map(({ text }) => text.length)));
  const span: Span = { ...spec.window, from: left, to: right };
  const toY = yScale(range, spec.logarithmic, MARGIN.top, bottom);
  const toX = (value: number): number => left + ((value - span.low) / (span.high - span.low || 1)) * (right - left);
  const traced = left === 40 ? rough : trace(spec, span);
  return {
    width,
    height,
    plot: { left, top: MARGIN.top, right, bottom },
    xTicks: xTicks(spec.mode, span.low, span.high, (right - left) / 76).map((tick) => ({
      ...tick,
      at: toX(tick.value),
    })),
    yTicks: ticks.map((tick) => ({ ...tick, at: toY(tick.value) })),
    xWords: X_WORDS[spec.mode],
    lines: traced.map((line) => place(line, toY)),
    points: Math.max(0, ...traced.map(({ traced }) => traced.last - traced.first + 1)),
  };
}

interface TracedLine {
  readonly line: ChartLine;
  readonly look: SceneLine['look'];
  readonly traced: Trace;
}

/** With smoothing a line is drawn twice: faint as it was measured, so that extremes stay visible, and smoothed on top. */
function trace({ lines, clock, mode, smoothing }: ChartSpec, span: Span): TracedLine[] {
  const faint: TracedLine[] = [];
  const strong: TracedLine[] = [];
  for (const line of lines) {
    const { buffer, kind } = line;
    const xs = clock?.xsOf(mode, buffer) ?? buffer.xs;
    if (smoothing === 0 || kind === 'markers' || kind === 'steps') {
      strong.push({ line, look: kind === 'markers' ? 'markers' : 'line', traced: traceLine(xs, buffer.ys, span) });
    } else {
      faint.push({ line, look: 'faint', traced: traceLine(xs, buffer.ys, span) });
      strong.push({ line, look: 'line', traced: traceLine(xs, smoothed(buffer, smoothing), span) });
    }
  }
  const markersLast = (a: TracedLine, b: TracedLine): number =>
    Number(a.look === 'markers') - Number(b.look === 'markers');
  return [...faint, ...strong.sort(markersLast)];
}

interface YRange {
  readonly low: number;
  readonly high: number;
}

function yRange({ logarithmic, highest }: ChartSpec, traced: readonly TracedLine[]): YRange {
  let [low, high] = [Infinity, -Infinity];
  for (const { traced: line } of traced) {
    for (let i = 1; i < line.points.length; i += 2) {
      const y = line.points[i] ?? 0;
      if (logarithmic && y <= 0) continue;
      if (y < low) low = y;
      if (y > high) high = y;
    }
  }
  if (low > high) [low, high] = logarithmic ? [0.1, 10] : [0, highest ?? 1];
  if (logarithmic) return low === high ? { low: low / 2, high: high * 2 } : { low: low / 1.05, high: high * 1.05 };
  if (highest !== null) return { low: 0, high: Math.min(highest, Math.max(high * 1.08, highest / 5)) };
  const room = high > low ? (high - low) * 0.06 : Math.max(Math.abs(high) * 0.1, 1e-3);
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high + room };
}

function yTickValues({ low, high }: YRange, logarithmic: boolean, count: number): number[] {
  // A few more than asked for: round numbers are mostly further apart than they could be.
  const wanted = 1.3 * Math.max(2, Math.min(6, Math.floor(count)));
  return logarithmic ? logarithmicValues(low, high, wanted) : roundValues(low, high, wanted);
}

function yScale({ low, high }: YRange, logarithmic: boolean, top: number, bottom: number): (value: number) => number {
  const measure = (value: number): number => (logarithmic ? Math.log10(Math.max(value, 1e-12)) : value);
  const [from, to] = [measure(low), measure(high)];
  return (value) => bottom - ((measure(value) - from) / (to - from || 1)) * (bottom - top);
}

function place({ line, look, traced }: TracedLine, toY: (value: number) => number): SceneLine {
  const points = line.kind === 'steps' ? stairs(traced.points) : traced.points;
  for (let i = 1; i < points.length; i += 2) points[i] = toY(points[i] ?? 0);
  const { band } = traced;
  for (let i = 0; i < band.length; i += 3) {
    band[i + 1] = toY(band[i + 1] ?? 0);
    band[i + 2] = toY(band[i + 2] ?? 0);
  }
  return { name: line.name, color: line.color, look, dash: dashOf(line), points, band };
}

/** Level until the next point, then straight up or down. */
function stairs(points: Float64Array): Float64Array {
  const turned = new Float64Array(Math.max(0, points.length * 2 - 2));
  for (let i = 0, size = 0; i < points.length; i += 2) {
    if (i > 0) {
      turned[size++] = points[i] ?? 0;
      turned[size++] = points[i - 1] ?? 0;
    }
    turned[size++] = points[i] ?? 0;
    turned[size++] = points[i + 1] ?? 0;
  }
  return turned;
}
