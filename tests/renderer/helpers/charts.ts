import type { ChartLine } from '../../../renderer/lib/chart-line';
import type { ChartContent } from '../../../renderer/lib/chart/chart-content';
import type { ChartSpec } from '../../../renderer/lib/chart/chart-spec';
import { SeriesBuffer } from '../../../renderer/lib/series-buffer';

/** A line over the steps 0, 1, 2 ... */
export function makeLine(
  name: string,
  values: readonly (number | null)[],
  kind: ChartLine['kind'] = 'line',
): ChartLine {
  const buffer = new SeriesBuffer();
  values.forEach((value, step) => {
    buffer.push(step, value);
  });
  return { name, color: '--chart-train', buffer, kind };
}

/** A chart of lines that writes its values as they are. */
export function makeContent(lines: readonly ChartLine[], over: Partial<ChartContent> = {}): ChartContent {
  return { title: 'Loss', lines, format: (value) => String(value), formatTick: String, ...over };
}

/** A drawing of the steps 0 to 10. */
export function makeSpec(content: ChartContent, over: Partial<ChartSpec> = {}): ChartSpec {
  return {
    content,
    hidden: new Set(),
    clock: null,
    mode: 'step',
    window: { low: 0, high: 10 },
    smoothing: 0,
    ...over,
  };
}
