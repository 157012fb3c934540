import { longestLine, valueAt, type ChartLine } from '../chart-line';

/** A row of a chart's numbers. */
export interface TableRow {
  readonly step: number;
  /** One for each line. */
  readonly values: readonly (number | null)[];
}

/** At most so many rows: the whole numbers are in the CSV. */
const LIMIT = 60;

/** The numbers of a chart, evenly chosen where there are many; the first and the last point always stay. */
export function tableRows(lines: readonly ChartLine[]): readonly TableRow[] {
  const steps = longestLine(lines)?.buffer.xs ?? new Float64Array(0);
  const count = Math.min(LIMIT, steps.length);
  return Array.from({ length: count }, (_, row): TableRow => {
    const step = steps[count === 1 ? 0 : Math.round((row * (steps.length - 1)) / (count - 1))] ?? 0;
    return { step, values: lines.map((line) => valueNear(line, step)) };
  });
}

/** A line that is younger than the step has no value there. */
function valueNear(line: ChartLine, step: number): number | null {
  const first = line.buffer.xs[0];
  return first === undefined || step < first ? null : valueAt(line, step);
}
