import type { RunSnapshot } from '../../electron/contract';
import type { Genotype } from '../../src-core/space/genotype';

/** The genotype of a run: what a search derived last, or what is retrained; null before a search has any. */
export function genotypeOfRun({ info, records }: Pick<RunSnapshot, 'info' | 'records'>): Genotype | null {
  if (info.kind === 'retrain') return info.genotype;
  for (let i = records.length - 1; i >= 0; i--) {
    const record = records[i];
    if (record?.kind === 'alphas') return record.genotype;
  }
  return null;
}
