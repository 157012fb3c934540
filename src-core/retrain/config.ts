import * as v from 'valibot';

import { AUGMENTATIONS } from '../data/augment';
import { flagOption, numericOption } from '../search/option-schema';
import { NETWORK_KINDS } from './network-shape';

/** How one option of a retraining is described to people: in `--help`, in the form, in error messages. */
export type RetrainOptionInfo =
  | {
      readonly kind: 'integer' | 'number';
      readonly label: string;
      readonly help: string;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'boolean'; readonly label: string; readonly help: string }
  | { readonly kind: 'choice'; readonly label: string; readonly help: string; readonly values: readonly string[] };

/** How the learning rate falls: along a cosine, or by a factor every few epochs. */
export const SCHEDULES = ['cosine', 'step'] as const;

/**
 * Every option of a retraining with its meaning and range. Names follow quark0/darts cnn/train.py and
 * cnn/train_imagenet.py (`init_channels` is `channels`, `label_smooth` is `labelSmoothing`, `gamma` is `decayFactor`).
 */
export const RETRAIN_OPTIONS = {
  network: {
    kind: 'choice',
    label: 'Network',
    values: NETWORK_KINDS,
    help: 'cifar for small images, imagenet for large ones: its stem halves them three times.',
  },
  epochs: { kind: 'integer', label: 'Epochs', min: 1, max: 100_000, help: 'Passes over the training images.' },
  batchSize: { kind: 'integer', label: 'Batch size', min: 1, max: 65_536, help: 'Images in one step.' },
  channels: {
    kind: 'integer',
    label: 'Initial channels',
    min: 2,
    max: 1_024,
    help: 'Channels of the first cell, an even number; they double at each reduction cell.',
  },
  layers: { kind: 'integer', label: 'Cells', min: 1, max: 100, help: 'Cells stacked in the network.' },
  trainPortion: {
    kind: 'number',
    label: 'Training portion',
    min: 0.01,
    max: 1,
    help: 'Share of the training images that is trained on; the rest tells after each epoch how good the network is.',
  },
  learningRate: { kind: 'number', label: 'Learning rate', min: 0, max: 100, help: 'At the first epoch.' },
  schedule: { kind: 'choice', label: 'Schedule', values: SCHEDULES, help: 'How the learning rate falls.' },
  learningRateMin: {
    kind: 'number',
    label: 'Lowest learning rate',
    min: 0,
    max: 100,
    help: 'Where the cosine ends.',
  },
  decayFactor: {
    kind: 'number',
    label: 'Decay factor',
    min: 0.001,
    max: 1,
    help: 'What the step schedule multiplies the learning rate by.',
  },
  decayPeriod: {
    kind: 'integer',
    label: 'Decay period',
    min: 1,
    max: 100_000,
    help: 'Epochs between two such steps.',
  },
  momentum: { kind: 'number', label: 'Momentum', min: 0, max: 1, help: 'Of the SGD.' },
  weightDecay: { kind: 'number', label: 'Weight decay', min: 0, max: 10, help: 'L2 term added to every gradient.' },
  gradClip: { kind: 'number', label: 'Gradient clip', min: 0, max: 1e6, help: 'Largest global norm of the gradient.' },
  labelSmoothing: {
    kind: 'number',
    label: 'Label smoothing',
    min: 0,
    max: 0.99,
    help: 'Share of the target that all classes get alike.',
  },
  dropPathProb: {
    kind: 'number',
    label: 'Drop-path',
    min: 0,
    max: 0.99,
    help: 'Probability of leaving out a path, towards which it grows from 0 over the epochs.',
  },
  auxiliary: {
    kind: 'boolean',
    label: 'Auxiliary head',
    help: 'A second classifier at two thirds of the depth, which helps training.',
  },
  auxiliaryWeight: { kind: 'number', label: 'Auxiliary weight', min: 0, max: 100, help: 'Of its loss.' },
  augmentation: {
    kind: 'choice',
    label: 'Augmentation',
    values: AUGMENTATIONS,
    help: 'How training images are varied: cifar shifts and mirrors them; imagenet takes a random part, mirrors it and changes its colours.',
  },
  cutout: { kind: 'boolean', label: 'Cutout', help: 'Blank a random square of each training image.' },
  cutoutLength: { kind: 'integer', label: 'Cutout length', min: 1, max: 4_096, help: 'Side of that square in pixels.' },
  checkpointMinutes: {
    kind: 'number',
    label: 'Checkpoint every',
    min: 0.01,
    max: 1_440,
    help: 'Minutes between two checkpoints within an epoch; the end of each epoch always writes one.',
  },
  seed: {
    kind: 'integer',
    label: 'Seed',
    min: 0,
    max: 2 ** 32 - 1,
    help: 'Two runs with one seed see the same numbers.',
  },
} as const satisfies Record<string, RetrainOptionInfo>;

/** The name of an option of a retraining. */
export type RetrainOptionName = keyof typeof RETRAIN_OPTIONS;

/**
 * The settings of one retraining. The defaults are those of the paper's CIFAR-10 network (appendix A.2; quark0/darts
 * README `train.py --auxiliary --cutout`), except that a tenth of the training images is held out: the reference chooses
 * by the test split, which here is looked at once, at the end.
 */
export const RetrainConfigSchema = v.pipe(
  v.strictObject({
    network: choice('network', NETWORK_KINDS, 'cifar'),
    epochs: numeric('epochs', 600),
    batchSize: numeric('batchSize', 96),
    channels: numeric('channels', 36),
    layers: numeric('layers', 20),
    trainPortion: numeric('trainPortion', 0.9),
    learningRate: numeric('learningRate', 0.025),
    schedule: choice('schedule', SCHEDULES, 'cosine'),
    learningRateMin: numeric('learningRateMin', 0),
    decayFactor: numeric('decayFactor', 0.97),
    decayPeriod: numeric('decayPeriod', 1),
    momentum: numeric('momentum', 0.9),
    weightDecay: numeric('weightDecay', 3e-4),
    gradClip: numeric('gradClip', 5),
    labelSmoothing: numeric('labelSmoothing', 0),
    dropPathProb: numeric('dropPathProb', 0.2),
    auxiliary: flag('auxiliary', true),
    auxiliaryWeight: numeric('auxiliaryWeight', 0.4),
    augmentation: choice('augmentation', AUGMENTATIONS, 'cifar'),
    cutout: flag('cutout', true),
    cutoutLength: numeric('cutoutLength', 16),
    checkpointMinutes: numeric('checkpointMinutes', 5),
    seed: numeric('seed', 0),
  }),
  v.forward(
    v.check(
      ({ learningRate, learningRateMin }) => learningRateMin <= learningRate,
      'Lowest learning rate (learningRateMin) must not be above the learning rate.',
    ),
    ['learningRateMin'],
  ),
  v.forward(
    v.check(({ channels }) => channels % 2 === 0, 'Initial channels (channels) must be an even number.'),
    ['channels'],
  ),
);

/** The settings of one retraining, complete. */
export type RetrainConfig = v.InferOutput<typeof RetrainConfigSchema>;
/** The settings of one retraining as a person gives them: what is left out takes its default. */
export type RetrainConfigInput = v.InferInput<typeof RetrainConfigSchema>;

/** The settings for CIFAR-10 (quark0/darts cnn/train.py). */
export function defaultRetrainConfig(): RetrainConfig {
  return v.parse(RetrainConfigSchema, {});
}

/** What the paper changes for ImageNet (appendix A.3; quark0/darts cnn/train_imagenet.py). */
export const IMAGENET_SETTINGS = {
  network: 'imagenet',
  epochs: 250,
  batchSize: 128,
  channels: 48,
  layers: 14,
  learningRate: 0.1,
  schedule: 'step',
  weightDecay: 3e-5,
  labelSmoothing: 0.1,
  dropPathProb: 0,
  augmentation: 'imagenet',
  cutout: false,
} as const satisfies RetrainConfigInput;

type OptionOf<Kind extends RetrainOptionInfo['kind']> = {
  [K in RetrainOptionName]: (typeof RETRAIN_OPTIONS)[K]['kind'] extends Kind ? K : never;
}[RetrainOptionName];

function numeric(name: OptionOf<'integer' | 'number'>, byDefault: number) {
  return numericOption(name, RETRAIN_OPTIONS[name], byDefault);
}

function flag(name: OptionOf<'boolean'>, byDefault: boolean) {
  return flagOption(name, RETRAIN_OPTIONS[name], byDefault);
}

function choice<const Values extends readonly string[]>(
  name: OptionOf<'choice'>,
  values: Values,
  byDefault: Values[number],
) {
  return v.optional(
    v.picklist(values, `${RETRAIN_OPTIONS[name].label} (${name}) must be one of ${values.join(', ')}.`),
    byDefault,
  );
}
