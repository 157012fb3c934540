import { readdirSync } from 'node:fs';
import path from 'node:path';

import { RUN_FILES } from '../../src-core/runs/run-files';

/** Whether a run folder has a checkpoint to go on from; whether it can be used shows when it is read. */
export function hasCheckpoint(folder: string): boolean {
  try {
    return readdirSync(path.join(folder, RUN_FILES.checkpoints)).some((name) => name.endsWith('.ckpt'));
  } catch {
    return false;
  }
}
