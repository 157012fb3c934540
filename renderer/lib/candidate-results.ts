import type { RunListEntry } from '../../electron/contract';

/** What the retrainings of one genotype on one data set came to. */
export interface CandidateResult {
  readonly genotypeName: string;
  readonly dataset: string;
  readonly parameters: number;
  readonly runs: readonly RunListEntry[];
  /** Of the best epoch of each run, on its held-out images; percent. */
  readonly valid: Spread | null;
  /** On the test split; percent. */
  readonly test: Spread | null;
  /** Computed in all, seconds. */
  readonly seconds: number;
}

/** Several measurements of one thing. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation of the sample; null of a single measurement. */
  readonly deviation: number | null;
  readonly count: number;
}

/** Retrainings with the same genotype, data and settings but for the seed belong together; the best on the test split first. */
export function candidateResults(entries: readonly RunListEntry[]): readonly CandidateResult[] {
  const groups = new Map<string, RunListEntry[]>();
  for (const entry of entries) {
    if (entry.retrained === null) continue;
    const settings = Object.entries(entry.settings).filter(([name]) => name !== 'seed');
    const { genotypeName, parameters } = entry.retrained;
    const key = JSON.stringify([genotypeName, parameters, entry.dataset, settings.sort()]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()]
    .flatMap((found) => {
      const runs = [...found].sort((a, b) => Number(a.settings['seed']) - Number(b.settings['seed']));
      const [first] = runs;
      if (first === undefined || first.retrained === null) return [];
      return [
        {
          genotypeName: first.retrained.genotypeName,
          dataset: first.dataset,
          parameters: first.retrained.parameters,
          runs,
          valid: spreadOf(runs.map(({ bestValidTop1 }) => bestValidTop1)),
          test: spreadOf(runs.map(({ retrained }) => retrained?.testTop1 ?? null)),
          seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
        },
      ];
    })
    .sort((a, b) => (b.test?.mean ?? -1) - (a.test?.mean ?? -1));
}

/** Whether a genotype's name is that of one drawn by chance. */
export function isRandomGenotype(name: string): boolean {
  return /^random-\d+$/.test(name);
}

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: known.length === 1 ? null : Math.sqrt(squares / (known.length - 1)), count: known.length };
}
