import type { SeriesBuffer } from './series-buffer';

/** One line of a chart. */
export interface ChartLine {
  readonly name: string;
  /** A custom property of the theme. */
  readonly color: `--${string}`;
  readonly buffer: SeriesBuffer;
  /** `markers` are few and exact: they are never smoothed, and neither are `steps`, which hold until the next one. */
  readonly kind: 'line' | 'dashed' | 'markers' | 'steps';
  /** Lengths of strokes and gaps, where a kind of its own tells lines apart without their colour. */
  readonly dash?: readonly number[];
}

/** The strokes and gaps that a line is drawn with; empty for a whole line. */
export function dashOf({ kind, dash }: Pick<ChartLine, 'kind' | 'dash'>): readonly number[] {
  return dash ?? (kind === 'dashed' ? [5, 3] : []);
}

/** The value of a line at the point nearest to `x`, or its last value; null when there is none. */
export function valueAt(line: ChartLine, x: number | null): number | null {
  const { buffer } = line;
  const index = x === null ? buffer.length - 1 : buffer.nearest(x);
  const value = buffer.ys[index];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** The line with most points: its x values are where a chart's cursor can stand. */
export function longestLine(lines: readonly ChartLine[]): ChartLine | undefined {
  return lines.reduce<ChartLine | undefined>(
    (best, line) => (line.buffer.length > (best?.buffer.length ?? -1) ? line : best),
    undefined,
  );
}
