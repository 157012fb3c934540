import * as v from 'valibot';

import { flagOption, numericOption } from './option-schema';

/** How one search option is described to people: in `--help`, in the form, in error messages. */
export interface OptionInfo {
  readonly kind: 'integer' | 'number' | 'boolean';
  readonly label: string;
  readonly help: string;
  readonly min?: number;
  readonly max?: number;
}

/**
 * Every option of the search with its meaning and range. Names follow quark0/darts cnn/train_search.py
 * (`init_channels` is `channels`, `arch_learning_rate` is `archLearningRate`, and so on). Its `--data`, `--save`
 * and `--gpu` are arguments of a run rather than of the search; its `--model_path` and `--drop_path_prob` are
 * declared there but never read, so they have no counterpart.
 */
export const SEARCH_OPTIONS = {
  epochs: { kind: 'integer', label: 'Epochs', min: 1, max: 100_000, help: 'Passes over the training half.' },
  batchSize: { kind: 'integer', label: 'Batch size', min: 1, max: 65_536, help: 'Images in one step.' },
  channels: {
    kind: 'integer',
    label: 'Initial channels',
    min: 1,
    max: 1_024,
    help: 'Channels of the first cell; they double at each reduction cell.',
  },
  layers: { kind: 'integer', label: 'Cells', min: 1, max: 100, help: 'Cells stacked in the search network.' },
  learningRate: {
    kind: 'number',
    label: 'Learning rate',
    min: 0,
    max: 100,
    help: 'Of the weights, at the first epoch.',
  },
  learningRateMin: {
    kind: 'number',
    label: 'Lowest learning rate',
    min: 0,
    max: 100,
    help: 'Where the cosine schedule ends.',
  },
  momentum: { kind: 'number', label: 'Momentum', min: 0, max: 1, help: 'Of the SGD that trains the weights.' },
  weightDecay: {
    kind: 'number',
    label: 'Weight decay',
    min: 0,
    max: 10,
    help: 'L2 term added to every weight gradient.',
  },
  gradClip: {
    kind: 'number',
    label: 'Gradient clip',
    min: 0,
    max: 1e6,
    help: 'Largest global norm of the weight gradient.',
  },
  trainPortion: {
    kind: 'number',
    label: 'Training portion',
    min: 0.01,
    max: 0.99,
    help: 'Share of the images that trains the weights; the rest trains the alphas.',
  },
  cutout: { kind: 'boolean', label: 'Cutout', help: 'Blank a random square of each training image.' },
  cutoutLength: { kind: 'integer', label: 'Cutout length', min: 1, max: 4_096, help: 'Side of that square in pixels.' },
  unrolled: {
    kind: 'boolean',
    label: 'Second order',
    help: 'Differentiate through one virtual training step (slower), instead of first order.',
  },
  archLearningRate: {
    kind: 'number',
    label: 'Alpha learning rate',
    min: 0,
    max: 100,
    help: 'Of the Adam that trains the alphas.',
  },
  archWeightDecay: {
    kind: 'number',
    label: 'Alpha weight decay',
    min: 0,
    max: 10,
    help: 'L2 term added to the alpha gradient.',
  },
  reportFreq: {
    kind: 'integer',
    label: 'Report every',
    min: 1,
    max: 1_000_000,
    help: 'Steps between two records of the alphas.',
  },
  checkpointMinutes: {
    kind: 'number',
    label: 'Save every',
    min: 0,
    max: 1_440,
    help: 'Minutes between two checkpoints; pauses and epochs save as well.',
  },
  seed: {
    kind: 'integer',
    label: 'Seed',
    min: 0,
    max: 2 ** 32 - 1,
    help: 'Two runs with one seed see the same numbers.',
  },
} as const satisfies Record<string, OptionInfo>;

/** The name of a search option. */
export type SearchOptionName = keyof typeof SEARCH_OPTIONS;

/** The settings of one search. Units: learning rates per step, cutout length in pixels. */
export const SearchConfigSchema = v.pipe(
  v.strictObject({
    epochs: numeric('epochs', 50),
    batchSize: numeric('batchSize', 64),
    channels: numeric('channels', 16),
    layers: numeric('layers', 8),
    learningRate: numeric('learningRate', 0.025),
    learningRateMin: numeric('learningRateMin', 0.001),
    momentum: numeric('momentum', 0.9),
    weightDecay: numeric('weightDecay', 3e-4),
    gradClip: numeric('gradClip', 5),
    trainPortion: numeric('trainPortion', 0.5),
    cutout: flag('cutout', false),
    cutoutLength: numeric('cutoutLength', 16),
    unrolled: flag('unrolled', false),
    archLearningRate: numeric('archLearningRate', 3e-4),
    archWeightDecay: numeric('archWeightDecay', 1e-3),
    reportFreq: numeric('reportFreq', 10),
    checkpointMinutes: numeric('checkpointMinutes', 3),
    seed: numeric('seed', 2),
  }),
  v.forward(
    v.check(
      (config) => config.learningRateMin <= config.learningRate,
      'Lowest learning rate (learningRateMin) must not be above the learning rate.',
    ),
    ['learningRateMin'],
  ),
);

/** The settings of one search, complete. */
export type SearchConfig = v.InferOutput<typeof SearchConfigSchema>;
/** The settings of one search as a person gives them: what is left out takes its default. */
export type SearchConfigInput = v.InferInput<typeof SearchConfigSchema>;

/** The reference's settings (paper, section 3.1; quark0/darts cnn/train_search.py). */
export function defaultSearchConfig(): SearchConfig {
  return v.parse(SearchConfigSchema, {});
}

type NumericOption = {
  [K in SearchOptionName]: (typeof SEARCH_OPTIONS)[K]['kind'] extends 'boolean' ? never : K;
}[SearchOptionName];
type FlagOption = Exclude<SearchOptionName, NumericOption>;

function numeric(name: NumericOption, byDefault: number) {
  return numericOption(name, SEARCH_OPTIONS[name], byDefault);
}

function flag(name: FlagOption, byDefault: boolean) {
  return flagOption(name, SEARCH_OPTIONS[name], byDefault);
}
