import { join } from 'node:path';

import type { RunRecord } from '../../../src-core/runs/records';
import { RunFolder } from '../../../src-core/runs/run-folder';
import { StateSaver } from '../../../src-core/runs/state-saver';
import { makeInfo } from '../../records';
import { temporaryFolder } from '../../temporary-folder';

/** A saver in a run folder of its own, that does not save by itself. */
export function openSaver(emit: (record: RunRecord) => void): StateSaver {
  return new StateSaver(RunFolder.create(join(temporaryFolder(), 'run'), makeInfo('example')), Infinity, emit);
}
