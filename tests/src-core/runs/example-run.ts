import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { RunRecord } from '../../../src-core/runs/records';
import { RunFolder } from '../../../src-core/runs/run-folder';
import { StateSaver } from '../../../src-core/runs/state-saver';
import { makeInfo } from '../../records';

/** A folder of this test's own, removed after it. */
export function temporaryFolder(place = tmpdir()): string {
  const folder = mkdtempSync(join(place, 'dartboard-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A saver in a run folder of its own, that does not save by itself. */
export function openSaver(emit: (record: RunRecord) => void): StateSaver {
  return new StateSaver(RunFolder.create(join(temporaryFolder(), 'run'), makeInfo('example')), Infinity, emit);
}
