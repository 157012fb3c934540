import type { ChartLine } from '../chart-line';
import { formatCount } from '../format';
import type { ChartContent } from './chart-content';

/** Lines of a chart in words, for those who do not see it: where each begins and ends, its lowest and its highest. */
export function describeTrend({ lines, format }: ChartContent): string {
  return lines.flatMap((line) => describeLine(line, format)).join(' ');
}

function describeLine({ name, buffer }: ChartLine, format: ChartContent['format']): string[] {
  const { xs, ys } = buffer;
  let [first, last, lowest, highest] = [-1, -1, -1, -1];
  for (let i = 0; i < ys.length; i++) {
    const y = ys[i] ?? NaN;
    if (!Number.isFinite(y)) continue;
    if (first < 0) first = lowest = highest = i;
    last = i;
    if (y < (ys[lowest] ?? 0)) lowest = i;
    if (y > (ys[highest] ?? 0)) highest = i;
  }
  if (first < 0) return [];
  const value = (i: number): string => format(ys[i] ?? null);
  const step = (i: number): string => `step ${formatCount(xs[i] ?? 0)}`;
  return [
    `${name}: from ${value(first)} at ${step(first)} to ${value(last)} at ${step(last)};`,
    `lowest ${value(lowest)} at ${step(lowest)}, highest ${value(highest)} at ${step(highest)}.`,
  ];
}
