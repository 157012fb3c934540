import { isDeepStrictEqual } from 'node:util';

import * as v from 'valibot';

import type { TensorFacts } from '../runs/checkpoint-format';
import { DeviceSchema } from '../runs/run-info';
import type { ExecutorState } from '../search/step-executor';
import type { Genotype } from '../space/genotype';
import { UserError } from '../user-error';
import type { RunExtent } from './run-progress';
import type { RunWork } from './run-work';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Finite = v.pipe(v.number(), v.finite());

/** See `BatchSums`. */
const SumsSchema = v.strictObject({ loss: Finite, top1: Count, top5: Count, count: Count });

/** What a run's numbers depend on besides its config and its data. */
export const EnvironmentSchema = v.strictObject({
  app: v.string(),
  node: v.string(),
  device: DeviceSchema,
  /** The settings that TensorFlow read while it loaded. */
  settings: v.record(v.string(), v.string()),
});
/** What a run's numbers depend on besides its config and its data. */
export type Environment = v.InferOutput<typeof EnvironmentSchema>;

/** Where a run stands: `epoch` counts finished ones, `step` and `validated` what is done of the one that goes on. */
export const PositionSchema = v.strictObject({ epoch: Count, step: Count, validated: Count });
/** Where a run stands. */
export type Position = v.InferOutput<typeof PositionSchema>;

/**
 * What the checkpoint of any run holds beside the tensors, its config and what is trained. Batches, augmentation and
 * learning rate are functions of config and position, so there are no random states to keep; times are not in it, so equal
 * states are equal files.
 */
export const CheckpointBaseSchema = v.strictObject({
  /** Fingerprint of the data set. */
  data: v.string(),
  environment: EnvironmentSchema,
  position: PositionSchema,
  /** Of this epoch's steps so far. */
  train: SumsSchema,
  /** Of this epoch's validation so far. */
  validation: SumsSchema,
  /** Steps, epochs and alphas that were recorded up to here. */
  measurements: Count,
  /** Highest top-1 on the images that are not trained on so far, in percent; null before the first epoch's end. */
  bestTop1: v.nullable(Finite),
  /** Numbers of the executor that are not tensors, such as Adam's step. */
  counters: v.record(v.string(), Finite),
});

/** What a checkpoint says of the run that it belongs to. */
export interface RunIdentity {
  readonly kind: string;
  readonly config: { readonly epochs: number; readonly learningRate: number; readonly gradClip: number };
  /** Of a retraining. */
  readonly genotype?: Genotype;
  /** Fingerprint of the data set. */
  readonly data: string;
  readonly environment: Environment;
}

/** What the checkpoint of any run holds beside the tensors. */
export type RunCheckpoint = RunIdentity & v.InferOutput<typeof CheckpointBaseSchema>;

/** What a checkpoint keeps of the loop itself. */
export type LoopState = Pick<RunCheckpoint, 'position' | 'train' | 'validation' | 'measurements' | 'bestTop1'>;

/**
 * Refuses a checkpoint that is none of this run.
 *
 * @param recorded measurements in the run's log
 * @throws UserError that completes the sentence "FILE was not used: it …"
 */
export function requireOwnCheckpoint(
  { config, genotype, data, position, measurements }: RunCheckpoint,
  tensors: readonly TensorFacts[],
  { phase, identity, machine, extent }: Pick<RunWork, 'phase' | 'identity' | 'machine' | 'extent'>,
  recorded: number,
): void {
  if (!isDeepStrictEqual(config, identity.config)) throw new UserError(`it belongs to a ${phase} with other settings`);
  if (!isDeepStrictEqual(genotype, identity.genotype)) throw new UserError('it belongs to another genotype');
  if (data !== identity.data) throw new UserError(`it belongs to a ${phase} on other data`);
  const found = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]));
  const isFloat = tensors.every(({ type }) => type === 'float32');
  if (!isFloat || !isDeepStrictEqual(found, machine.stateShapes))
    throw new UserError('it holds the tensors of another network');
  if (!isPlace(position, extent)) throw new UserError(`it stands at a place that this ${phase} has not`);
  if (measurements > recorded) {
    throw new UserError(
      `it knows of ${measurements} measurements where the metrics hold ${recorded}; they were cut short`,
    );
  }
}

/** Whether numbers are fit to go on with. */
export function isFiniteState({ tensors, counters }: ExecutorState): boolean {
  return (
    Object.values(counters).every(Number.isFinite) &&
    Object.values(tensors).every(({ values }) => values.every(Number.isFinite))
  );
}

function isPlace(
  { epoch, step, validated }: Position,
  { epochs, stepsPerEpoch, validationBatches }: RunExtent,
): boolean {
  if (epoch >= epochs) return epoch === epochs && step + validated === 0;
  return step <= stepsPerEpoch && validated <= validationBatches && (validated === 0 || step === stepsPerEpoch);
}
