import { isDeepStrictEqual } from 'node:util';

import type { Batch } from '../data/image-dataset';
import { readNewestCheckpoint } from '../runs/checkpoint-store';
import type { LoadedCheckpoint } from '../runs/checkpoint-store';
import type { TensorFacts } from '../runs/checkpoint-format';
import { countMeasurements } from '../runs/metrics-log';
import type { ResumedRecord, StepRecord } from '../runs/records';
import type { RunFolder } from '../runs/run-folder';
import { meansOf } from '../search/batch-sums';
import { PROBE_STEPS, probeRepetition } from '../search/resume-grade';
import type { ExecutorState } from '../search/step-executor';
import { resumed, stepsIn } from '../trainer/continue-search';
import type { ContinuedLoop, LoopHost } from '../trainer/run-loop';
import { UserError } from '../user-error';
import type { TrainingPlace } from './network-trainer';
import { type RetrainCheckpoint, RetrainCheckpointSchema } from './retrain-checkpoint';
import { RetrainLoop } from './retrain-loop';
import { placeOf, retrainExtent } from './retrain-work';
import type { RetrainStart, RetrainWork } from './retrain-work';

/** How many of the last steps' times are taken over. */
const STEP_TIMES = 20;

/**
 * Goes on with a retraining from the newest checkpoint in its folder that is whole and its own; from the beginning when
 * it was interrupted before its first one.
 * @throws UserError when there is nothing to go on from; the folder is as it was then
 */
export function continueRetraining(
  work: RetrainWork,
  folder: RunFolder,
  host: LoopHost,
  best: () => ExecutorState,
): ContinuedLoop {
  const log = folder.readLog();
  const recorded = countMeasurements(log);
  const found = readNewestCheckpoint(folder.path, RetrainCheckpointSchema, (header, tensors) => {
    requireOwn(header, tensors, work, recorded);
  });
  if (found === null && /^\{"kind":"epoch"/m.test(log.toString('latin1'))) {
    throw new UserError(
      `${folder.path} holds no checkpoint to go on from: its checkpoints were deleted. Its results stay as they are; ` +
        'start a new training with its settings.',
    );
  }
  const { kept, rest } = folder.cutLog(found?.header.measurements ?? 0);
  const loop = new RetrainLoop({ ...work, ...host, best, from: found && startOf(found.header, stepsIn(kept)) });
  if (found === null) return { loop, grade: () => resumed('', [], 0, 'identical') };
  work.trainer.restore({ tensors: found.tensors, counters: found.header.counters });
  return {
    loop,
    grade: async () => {
      const { skipped, file, header } = found;
      const globalStep = header.position.epoch * retrainExtent(work).stepsPerEpoch + header.position.step;
      return resumed(file, skipped, globalStep, await gradeOf(work, found, stepsIn(rest)));
    },
  };
}

/** @throws UserError that completes the sentence "FILE was not used: it …" */
function requireOwn(
  { config, genotype, data, position, measurements }: RetrainCheckpoint,
  tensors: readonly TensorFacts[],
  own: RetrainWork,
  recorded: number,
): void {
  if (!isDeepStrictEqual(config, own.config)) throw new UserError('it belongs to a training with other settings');
  if (!isDeepStrictEqual(genotype, own.genotype)) throw new UserError('it belongs to another genotype');
  if (data !== own.data) throw new UserError('it belongs to a training on other data');
  const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]));
  const isFloat = tensors.every(({ type }) => type === 'float32');
  if (!isFloat || !isDeepStrictEqual(shapes, own.trainer.stateShapes)) {
    throw new UserError('it holds the tensors of another network');
  }
  const { epochs, stepsPerEpoch, validationBatches } = retrainExtent(own);
  const { epoch, step, validated } = position;
  const isInside = epoch < epochs ? step <= stepsPerEpoch && validated <= validationBatches : step + validated === 0;
  if (epoch > epochs || !isInside || (validated > 0 && step < stepsPerEpoch)) {
    throw new UserError('it stands at a place that this training has not');
  }
  if (measurements > recorded) {
    throw new UserError(
      `it knows of ${measurements} measurements where the metrics hold ${recorded}; they were cut short`,
    );
  }
}

/** As for a search: the same machine, which repeats steps bit for bit and finds the interrupted process's numbers again. */
async function gradeOf(
  work: RetrainWork,
  { header, tensors }: LoadedCheckpoint<RetrainCheckpoint>,
  ghosts: readonly StepRecord[],
): Promise<ResumedRecord['grade']> {
  const { position, counters, environment } = header;
  const { stepsPerEpoch, epochs } = retrainExtent(work);
  // In the validation there is no next step: any will do to compare the machine with itself.
  const atStep = position.step < stepsPerEpoch && position.epoch < epochs;
  const first = atStep ? position : { epoch: 0, step: 0 };
  const inputs: { readonly batch: Batch; readonly place: TrainingPlace }[] = [];
  for (let index = 0; index < PROBE_STEPS; index++) {
    const place = placeOf(work.config, { epoch: first.epoch, step: Math.min(first.step + index, stepsPerEpoch - 1) });
    const { images, labels, size } = await work.train.batch(place.epoch, place.step);
    // The source may use the room of a batch again for the next one.
    inputs.push({ batch: { images: images.slice(), labels: labels.slice(), size }, place });
  }
  const { repeats, results } = probeRepetition(work.trainer, { tensors, counters }, (index) => {
    const input = inputs[index];
    if (!input) throw new Error(`No batch for step ${index} of the probe.`);
    return work.trainer.trainStep(input.batch, input.place);
  });
  const agrees = results.every(({ train, gradNorm }, index) => {
    const ghost = ghosts.find(({ epoch, step }) => atStep && epoch === first.epoch && step === first.step + index + 1);
    return ghost === undefined || isDeepStrictEqual([ghost.train, ghost.gradNorm], [meansOf(train), gradNorm]);
  });
  return repeats && agrees && isDeepStrictEqual(environment, work.environment) ? 'identical' : 'close';
}

function startOf(checkpoint: RetrainCheckpoint, before: readonly StepRecord[]): RetrainStart {
  const ofEpoch = before.filter(({ epoch }) => epoch === checkpoint.position.epoch);
  return {
    checkpoint,
    epochMs: ofEpoch.reduce((sum, { stepMs }) => sum + stepMs, 0),
    stepTimes: before.slice(-STEP_TIMES).map(({ stepMs }) => stepMs),
  };
}
