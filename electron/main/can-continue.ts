import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { RUN_FILES } from '../../src-core/runs/run-files';

/**
 * Whether there is something to go on from: a checkpoint, or a run so young that starting anew loses less than an epoch.
 * Whether a checkpoint can be used shows when it is read.
 *
 * @param epoch epochs that the run has done
 */
export function canContinue(folder: string, epoch: number): boolean {
  return existsSync(path.join(folder, RUN_FILES.info)) && (epoch === 0 || hasCheckpoint(folder));
}

function hasCheckpoint(folder: string): boolean {
  try {
    return readdirSync(path.join(folder, RUN_FILES.checkpoints)).some((name) => name.endsWith('.ckpt'));
  } catch {
    return false;
  }
}
