import { isDeepStrictEqual } from 'node:util';

import * as v from 'valibot';

import { readNewestCheckpoint } from '../runs/checkpoint-store';
import type { LoadedCheckpoint } from '../runs/checkpoint-store';
import { countMeasurements } from '../runs/metrics-log';
import { CheckpointRecordSchema, StepRecordSchema } from '../runs/records';
import type { ResumedRecord, ResumeGrade, StepRecord } from '../runs/records';
import type { RunFolder } from '../runs/run-folder';
import { UserError } from '../user-error';
import type { OpenedRun } from './begin-run';
import { EpochLoop } from './epoch-loop';
import type { LoopStart } from './epoch-loop';
import { gradeOf } from './resume-grade';
import { requireOwnCheckpoint } from './run-checkpoint';
import type { RunCheckpoint } from './run-checkpoint';
import type { RunHost } from './run-gate';
import type { RunWork } from './run-work';

/** How many of the last steps' times are taken over. */
const STEP_TIMES = 20;

type Loaded = LoadedCheckpoint<RunCheckpoint>;

/**
 * Goes on with a run from the newest checkpoint in its folder that is whole and its own, with the log cut to it; from the
 * beginning when it was interrupted before its first one.
 * @throws UserError when there is nothing to go on from; the folder is as it was then
 */
export function continueRun(work: RunWork, folder: RunFolder, host: RunHost): OpenedRun {
  const log = folder.readLog();
  const recorded = countMeasurements(log);
  const found = readNewestCheckpoint(folder.path, work.checkpointSchema, (header, tensors) => {
    requireOwnCheckpoint(header, tensors, work, recorded);
  });
  // A run saves before it begins its second epoch.
  if (found === null && /^\{"kind":"step","epoch":[1-9]/m.test(log.toString('latin1'))) {
    throw new UserError(
      `${folder.path} holds no checkpoint to go on from: an earlier version of Dartboard made it, or its checkpoints were ` +
        `deleted. Its results stay as they are; start a new ${work.phase} with its settings.`,
    );
  }
  const { kept, rest } = folder.cutLog(found?.header.measurements ?? 0);
  if (found !== null) work.machine.restore(stateOf(found));
  return {
    loop: new EpochLoop(work, host, found && startOf(found, log, recordsIn(kept, 'step', StepRecordSchema))),
    probe: async () => resumed(work, found, await gradeAgain(work, found, recordsIn(rest, 'step', StepRecordSchema))),
  };
}

/** `identical` only on the machine that the run was interrupted on. */
async function gradeAgain(work: RunWork, found: Loaded | null, ghosts: readonly StepRecord[]): Promise<ResumeGrade> {
  if (found === null) return gradeOf(work, work.machine.save(), { epoch: 0, step: 0 }, ghosts);
  const { environment, position } = found.header;
  if (!isDeepStrictEqual(environment, work.identity.environment)) return 'close';
  return gradeOf(work, stateOf(found), position, ghosts);
}

/** The record of a run that goes on. */
function resumed({ extent }: RunWork, found: Loaded | null, grade: ResumeGrade): ResumedRecord {
  const { epoch, step } = found?.header.position ?? { epoch: 0, step: 0 };
  return {
    kind: 'resumed',
    globalStep: epoch * extent.stepsPerEpoch + step,
    file: found?.file ?? '',
    skipped: [...(found?.skipped ?? [])],
    grade,
    time: Date.now(),
  };
}

function startOf({ header, file }: Loaded, log: Buffer, before: readonly StepRecord[]): LoopStart {
  const { position, train, validation, measurements, bestTop1 } = header;
  // Validation batches have no records of their own; that of the save tells their time, if the process came to write it.
  const save = recordsIn(log, 'checkpoint', CheckpointRecordSchema).findLast((record) => record.file === file);
  const steps = before.filter(({ epoch }) => epoch === position.epoch).reduce((sum, { stepMs }) => sum + stepMs, 0);
  return {
    state: { position, train, validation, measurements, bestTop1 },
    epochMs: save?.seconds === undefined ? steps : 1_000 * save.seconds,
    stepTimes: before.slice(-STEP_TIMES).map(({ stepMs }) => stepMs),
  };
}

function stateOf({ tensors, header }: Loaded): { tensors: Loaded['tensors']; counters: RunCheckpoint['counters'] } {
  return { tensors, counters: header.counters };
}

/** The records of a kind in a part of a log; lines that cannot be read, such as a torn last one, are passed over. */
function recordsIn<T>(log: Buffer, kind: string, schema: v.GenericSchema<unknown, T>): T[] {
  return log
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith(`{"kind":"${kind}"`))
    .flatMap((line) => {
      try {
        const record = v.safeParse(schema, JSON.parse(line));
        return record.success ? [record.output] : [];
      } catch {
        return [];
      }
    });
}
