import { isDeepStrictEqual } from 'node:util';

import * as v from 'valibot';

import type { TensorFacts } from '../runs/checkpoint-format';
import { DeviceSchema } from '../runs/run-info';
import { UserError } from '../user-error';
import { SearchConfigSchema } from './config';
import type { SearchConfig } from './config';
import type { SearchExtent } from './search-progress';
import type { ExecutorState, StepExecutor } from './step-executor';

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

/** Where a search stands: `epoch` counts finished ones, `step` and `validated` what is done of the one that goes on. */
export const PositionSchema = v.strictObject({ epoch: Count, step: Count, validated: Count });
/** Where a search stands. */
export type Position = v.InferOutput<typeof PositionSchema>;

/** What the checkpoint of any run holds beside the tensors, its config and what is trained. */
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

/**
 * What a search's checkpoint holds beside the tensors. Batches, augmentation and learning rate are functions of config and
 * position, so there are no random states to keep; times are not in it, so equal states are equal files.
 */
export const SearchCheckpointSchema = v.strictObject({
  kind: v.literal('search'),
  config: SearchConfigSchema,
  ...CheckpointBaseSchema.entries,
});
/** What a search's checkpoint holds beside the tensors. */
export type SearchCheckpoint = v.InferOutput<typeof SearchCheckpointSchema>;

/** The search that a checkpoint must belong to. */
export interface SearchIdentity {
  readonly config: SearchConfig;
  /** Fingerprint of the data set. */
  readonly data: string;
  /** Of the executor's tensors. */
  readonly shapes: StepExecutor['stateShapes'];
  /** In the log. */
  readonly measurements: number;
  readonly extent: SearchExtent;
}

/**
 * Refuses a checkpoint that is none of this search.
 * @throws UserError that completes the sentence "FILE was not used: it …"
 */
export function requireOwnCheckpoint(
  { config, data, position, measurements }: SearchCheckpoint,
  tensors: readonly TensorFacts[],
  own: SearchIdentity,
): void {
  if (!isDeepStrictEqual(config, own.config)) throw new UserError('it belongs to a search with other settings');
  if (data !== own.data) throw new UserError('it belongs to a search on other data');
  const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]));
  const isFloat = tensors.every(({ type }) => type === 'float32');
  if (!isFloat || !isDeepStrictEqual(shapes, own.shapes))
    throw new UserError('it holds the tensors of another network');
  const { epochs, stepsPerEpoch, validationBatches } = own.extent;
  const { epoch, step, validated } = position;
  const isInside = epoch < epochs ? step <= stepsPerEpoch && validated <= validationBatches : step + validated === 0;
  if (epoch > epochs || !isInside || (validated > 0 && step < stepsPerEpoch)) {
    throw new UserError('it stands at a place that this search has not');
  }
  if (measurements > own.measurements) {
    throw new UserError(
      `it knows of ${measurements} measurements where the metrics hold ${own.measurements}; they were cut short`,
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
