import type { AlphasRecord } from '../../src-core/runs/records';
import { UserError } from '../../src-core/user-error';

/**
 * The alphas of a run at a step, or its latest.
 * @throws UserError when the run has none there
 */
export function findAlphas(records: readonly AlphasRecord[], globalStep?: number): AlphasRecord {
  for (let i = records.length - 1; i >= 0; i--) {
    const record = records[i];
    if (record === undefined) continue;
    if (globalStep === undefined || record.globalStep === globalStep) return record;
  }
  const where = globalStep === undefined ? 'yet' : `at step ${globalStep}`;
  throw new UserError(`This run has no genotype ${where}: it is derived every few steps and at the end of each epoch.`);
}
