import { isDeepStrictEqual } from 'node:util';

import * as v from 'valibot';

import { readNewestCheckpoint } from '../runs/checkpoint-store';
import type { LoadedCheckpoint } from '../runs/checkpoint-store';
import { countMeasurements } from '../runs/metrics-log';
import { StepRecordSchema } from '../runs/records';
import type { ResumedRecord, StepRecord } from '../runs/records';
import type { RunFolder } from '../runs/run-folder';
import { meansOf } from '../search/batch-sums';
import { PROBE_STEPS, probeRepetition } from '../search/resume-grade';
import { SearchCheckpointSchema, requireOwnCheckpoint } from '../search/search-checkpoint';
import type { SearchCheckpoint } from '../search/search-checkpoint';
import { SearchLoop, searchExtent, stepInputs } from '../search/search-loop';
import type { SearchStart, SearchWork } from '../search/search-loop';
import { UserError } from '../user-error';
import type { ContinuedLoop, LoopHost } from './run-loop';

/** How many of the last steps' times are taken over. */
const STEP_TIMES = 20;

/**
 * Goes on with a search from the newest checkpoint in its folder that is whole and its own; from the beginning when it
 * was interrupted before its first one.
 * @throws UserError when there is nothing to go on from; the folder is as it was then
 */
export function continueSearch(work: SearchWork, folder: RunFolder, host: LoopHost): ContinuedLoop {
  const log = folder.readLog();
  const own = {
    config: work.config,
    data: work.data,
    shapes: work.executor.stateShapes,
    measurements: countMeasurements(log),
    extent: searchExtent(work),
  };
  const found = readNewestCheckpoint(folder.path, SearchCheckpointSchema, (header, tensors) => {
    requireOwnCheckpoint(header, tensors, own);
  });
  // A search saves before it begins its second epoch.
  if (found === null && /^\{"kind":"step","epoch":[1-9]/m.test(log.toString('latin1'))) {
    throw new UserError(
      `${folder.path} holds no checkpoint to go on from: an earlier version of Dartboard made it, or its checkpoints were ` +
        'deleted. Its results stay as they are; start a new search with its settings.',
    );
  }
  const { kept, rest } = folder.cutLog(found?.header.measurements ?? 0);
  const before = stepsIn(kept);
  const loop = new SearchLoop({ ...work, ...host, from: found && startOf(found.header, before) });
  if (found === null) return { loop, grade: () => resumed('', [], 0, 'identical') };
  const state = { tensors: found.tensors, counters: found.header.counters };
  work.executor.restore(state);
  return {
    loop,
    grade: async () => {
      const { skipped, file, header } = found;
      const globalStep = header.position.epoch * own.extent.stepsPerEpoch + header.position.step;
      return resumed(file, skipped, globalStep, await gradeOf(work, found, stepsIn(rest)));
    },
  };
}

/**
 * `identical` when this machine is the one that the run was interrupted on, repeats steps bit for bit, and finds the
 * numbers again that the interrupted process had already found behind the checkpoint.
 */
async function gradeOf(
  work: SearchWork,
  { header, tensors }: LoadedCheckpoint<SearchCheckpoint>,
  ghosts: readonly StepRecord[],
): Promise<ResumedRecord['grade']> {
  const { position, counters, environment } = header;
  const { stepsPerEpoch } = searchExtent(work);
  // In the validation there is no next step: any will do to compare the machine with itself.
  const atStep = position.step < stepsPerEpoch && position.epoch < work.config.epochs;
  const first = atStep ? position : { epoch: 0, step: 0 };
  const inputs: Awaited<ReturnType<typeof stepInputs>>[] = [];
  for (let index = 0; index < PROBE_STEPS; index++) {
    const step = Math.min(first.step + index, stepsPerEpoch - 1);
    inputs.push(await stepInputs(work, { epoch: first.epoch, step }));
  }
  const { repeats, results } = probeRepetition(work.executor, { tensors, counters }, (index) => {
    const input = inputs[index];
    if (!input) throw new Error(`No batches for step ${index} of the probe.`);
    return work.executor.searchStep(...input);
  });
  const agrees = results.every((result, index) => {
    const ghost = ghosts.find(({ epoch, step }) => atStep && epoch === first.epoch && step === first.step + index + 1);
    return (
      ghost === undefined ||
      isDeepStrictEqual(
        [ghost.train, ghost.valid, ghost.gradNorm],
        [meansOf(result.train), meansOf(result.valid), result.gradNorm],
      )
    );
  });
  return repeats && agrees && isDeepStrictEqual(environment, work.environment) ? 'identical' : 'close';
}

function startOf(checkpoint: SearchCheckpoint, before: readonly StepRecord[]): SearchStart {
  const ofEpoch = before.filter(({ epoch }) => epoch === checkpoint.position.epoch);
  return {
    checkpoint,
    epochMs: ofEpoch.reduce((sum, { stepMs }) => sum + stepMs, 0),
    stepTimes: before.slice(-STEP_TIMES).map(({ stepMs }) => stepMs),
  };
}

/** The steps in a part of a log; lines that cannot be read, such as a torn last one, are passed over. */
export function stepsIn(log: Buffer): StepRecord[] {
  return log
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"step"'))
    .flatMap((line) => {
      try {
        const record = v.safeParse(StepRecordSchema, JSON.parse(line));
        return record.success ? [record.output] : [];
      } catch {
        return [];
      }
    });
}

/** The record of a run that goes on; `file` is empty when it starts from the beginning. */
export function resumed(
  file: string,
  skipped: readonly string[],
  globalStep: number,
  grade: ResumedRecord['grade'],
): ResumedRecord {
  return { kind: 'resumed', globalStep, file, skipped: [...skipped], grade, time: Date.now() };
}
