import type { Engine } from './open-session';
import type { TargetResult } from './run-target';

/** The table's first two lines. */
export function tableHead(engines: readonly Engine[]): string[] {
  const columns = engines.map((engine) => cells('max abs', 'rel L2', engine)).join('');
  const line = `${'folder'.padEnd(FOLDER)}${'quantity'.padEnd(QUANTITY)}${'tolerance'.padStart(NUMBER)}${columns}`;
  return [line, '─'.repeat(line.length)];
}

/** One line a quantity. */
export function tableRows({ name: folder, results }: TargetResult): string[] {
  const quantities = results[0]?.comparisons ?? [];
  return quantities.map(({ name, tolerance }, i) => {
    const columns = results.map(({ comparisons, verdicts }) => {
      const comparison = comparisons[i];
      return comparison ? cells(short(comparison.maxAbs), short(comparison.relL2), verdicts[i] ?? '') : '';
    });
    return `${folder.padEnd(FOLDER)}${name.padEnd(QUANTITY)}${short(tolerance).padStart(NUMBER)}${columns.join('')}`;
  });
}

/** An error with two digits. */
export function short(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

const FOLDER = 14;
const QUANTITY = 38;
const NUMBER = 9;
const VERDICT = 9;

function cells(maxAbs: string, relL2: string, verdict: string): string {
  return `${maxAbs.padStart(NUMBER + 2)}${relL2.padStart(NUMBER)}  ${verdict.padEnd(VERDICT)}`;
}
