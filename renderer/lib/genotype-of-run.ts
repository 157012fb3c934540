import type { RunInfo } from '../../src-core/runs/run-info';
import type { Genotype } from '../../src-core/space/genotype';
import type { RunLog } from './run-log';

/** The genotype of a run: what a search derived last, or what is retrained; null before a search has any. */
export function genotypeOfRun(info: RunInfo, { alphas }: RunLog): Genotype | null {
  if (info.kind === 'retrain') return info.genotype;
  return alphas.records[alphas.records.length - 1]?.genotype ?? null;
}
