import path from 'node:path';

import { sizeOfRetraining } from '../../src-core/retrain/size-of-retraining';
import type { RunSummary } from '../../src-core/runs/list-runs';
import { settingsOf } from '../../src-core/runs/run-info';
import { isFinal } from '../../src-core/runs/records';
import type { RunListEntry } from '../contract';
import { canContinue } from './can-continue';
import { folderSize } from './folder-size';
import { log } from './log';
import { readRunNotes, type RunNotes } from './run-notes';

/** A run as the window's list shows it. */
export async function toRunEntry({
  folder,
  info,
  status,
  bestValidTop1,
  testTop1,
  seconds,
}: RunSummary): Promise<RunListEntry> {
  const [notes, bytes] = await Promise.all([notesOf(folder), folderSize(folder)]);
  const state = status?.state ?? 'failed';
  return {
    id: path.basename(folder),
    kind: info.kind,
    ...notes,
    created: info.created,
    dataset: info.data.name,
    state,
    // A status counts from 0, so it names how many are done; only a finished run has done the one it names.
    epoch: state === 'finished' ? settingsOf(info).epochs : (status?.epoch ?? 0),
    epochs: settingsOf(info).epochs,
    bestValidTop1,
    retrained:
      info.kind === 'search'
        ? null
        : {
            genotypeName: info.genotypeName,
            parameters: sizeOfRetraining(info.genotype, info.retrain, info.data).parameters,
            testTop1,
          },
    seconds,
    bytes,
    settings: settingsOf(info),
    resumable: state !== 'finished' && isFinal(state) && canContinue(folder, status?.epoch ?? 0),
    failure: state === 'failed' ? (status?.message ?? null) : null,
  };
}

/** A run is listed without its notes rather than not at all. */
async function notesOf(folder: string): Promise<RunNotes> {
  try {
    return await readRunNotes(folder);
  } catch (error) {
    log.warn(`The notes of the run in ${folder} are not shown`, error);
    return { title: '', note: '' };
  }
}
