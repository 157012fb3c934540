import * as v from 'valibot';

import { PRIMITIVES } from '../space/primitives';
import { EDGES } from '../space/cell-topology';
import { GenotypeSchema } from '../space/genotype';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** JSON has no NaN: a diverged value is written as null. */
const Measure = v.nullable(v.number());
/** Milliseconds since 1970, UTC. */
const Time = v.number();

/** Loss (nats, mean per image) and accuracies (percent). Top-5 is top-min(5, classes). */
export const MetricsSchema = v.strictObject({ loss: Measure, top1: Measure, top5: Measure });
/** Loss and accuracies over a batch or a split. */
export type Metrics = v.InferOutput<typeof MetricsSchema>;

/**
 * One step: `valid` is measured on the batch that the alphas were updated with. Of a retraining, whose steps have no such
 * batch, `valid` is all null, and the training loss has the auxiliary head's in it.
 */
export const StepRecordSchema = v.strictObject({
  kind: v.literal('step'),
  /** 0-based. */
  epoch: Count,
  /** Steps done in this epoch, so 1-based. */
  step: Count,
  stepsPerEpoch: Count,
  /** Steps done in the whole run. */
  globalStep: Count,
  learningRate: v.number(),
  train: MetricsSchema,
  valid: MetricsSchema,
  /** Global norm of the weight gradient before clipping. */
  gradNorm: Measure,
  stepMs: v.number(),
  time: Time,
});

/**
 * End of an epoch: `train` is the mean over its steps, `valid` exact over the whole valid half, or over the images that a
 * retraining holds out (all null when it holds out none).
 */
export const EpochRecordSchema = v.strictObject({
  kind: v.literal('epoch'),
  epoch: Count,
  globalStep: Count,
  train: MetricsSchema,
  valid: MetricsSchema,
  seconds: v.number(),
  time: Time,
});

const AlphaMatrixSchema = v.pipe(v.array(v.pipe(v.array(v.number()), v.length(PRIMITIVES.length))), v.length(EDGES));

/** The alphas (before the softmax) and the genotype they derive to, every few steps and at each epoch's end. */
export const AlphasRecordSchema = v.strictObject({
  kind: v.literal('alphas'),
  epoch: Count,
  globalStep: Count,
  /** True for the record that closes its epoch. */
  epochEnd: v.boolean(),
  /** [14 edges][8 operations], of the normal cell. */
  normal: AlphaMatrixSchema,
  /** [14 edges][8 operations], of the reduction cell. */
  reduce: AlphaMatrixSchema,
  genotype: GenotypeSchema,
  time: Time,
});

/**
 * The states of a run. `preparing` reads data and builds the network; `running`, `paused` are live; `stopped` ended
 * on request, `finished` by itself, `failed` with a message.
 */
export const RunStateSchema = v.picklist(['preparing', 'running', 'paused', 'stopped', 'finished', 'failed']);
/** The state of a run. */
export type RunState = v.InferOutput<typeof RunStateSchema>;

/** Where a run stands; also the content of `status.json`. */
export const StatusRecordSchema = v.strictObject({
  kind: v.literal('status'),
  state: RunStateSchema,
  /** What a live run is doing. */
  phase: v.picklist(['search', 'validation', 'training', 'test']),
  epoch: Count,
  epochs: Count,
  step: Count,
  stepsPerEpoch: Count,
  globalStep: Count,
  totalSteps: Count,
  /** Median of recent steps; null before the first. */
  stepMs: v.nullable(v.number()),
  /** Seconds to the end, pauses excluded; null before it can be told. */
  etaSeconds: v.nullable(v.number()),
  /** One sentence, when there is something to say (why it failed). */
  message: v.nullable(v.string()),
  /** Process that writes the run. */
  pid: Count,
  time: Time,
});

/** A state was saved, so that the run can be continued from it. */
export const CheckpointRecordSchema = v.strictObject({
  kind: v.literal('checkpoint'),
  epoch: Count,
  globalStep: Count,
  /** Relative to the run folder. */
  file: v.string(),
  bytes: Count,
  /** What the save took. */
  milliseconds: v.number(),
  /** What the work of this epoch had taken until then; earlier versions did not tell. */
  seconds: v.optional(v.number()),
  reason: v.picklist(['interval', 'pause', 'epoch', 'stop']),
  time: Time,
});

/**
 * What a continued run is to one without the interruption. `identical`: the same numbers, bit for bit. `close`: the same up
 * to rounding.
 */
export const ResumeGradeSchema = v.picklist(['identical', 'close']);
/** What a continued run is to one without the interruption. */
export type ResumeGrade = v.InferOutput<typeof ResumeGradeSchema>;

/** What the machine can promise, found out before a run's first step by computing a few of them twice. */
export const ProbeRecordSchema = v.strictObject({
  kind: v.literal('probe'),
  /** What the run will be if it is interrupted and continued on this machine. */
  grade: ResumeGradeSchema,
  /** What the probe took, compiling included. */
  milliseconds: v.number(),
  time: Time,
});

/** The run was continued from a checkpoint. */
export const ResumedRecordSchema = v.strictObject({
  kind: v.literal('resumed'),
  globalStep: Count,
  /** The checkpoint, relative to the run folder; empty when the run began again at its start. */
  file: v.string(),
  /** Newer checkpoints that could not be used: a sentence each. */
  skipped: v.array(v.string()),
  grade: ResumeGradeSchema,
  time: Time,
});

/** An image that a network took for something else. */
export const MistakeSchema = v.strictObject({
  /** Its place in the split. */
  index: Count,
  /** Its class, and the one it was taken for: indices into the data set's `classNames`. */
  label: Count,
  predicted: Count,
  /** How sure the network was of its answer, 0 to 1. */
  confidence: v.number(),
  /** The image as a PNG; null where it is too large to be kept. */
  url: v.nullable(v.pipe(v.string(), v.startsWith('data:image/png;base64,'))),
});
/** An image that a network took for something else. */
export type Mistake = v.InferOutput<typeof MistakeSchema>;

/** A trained network on a whole split, measured once. */
export const EvaluationRecordSchema = v.strictObject({
  kind: v.literal('evaluation'),
  split: v.picklist(['validation', 'test']),
  /** Epochs and steps that the network was trained for; of a training's own record in earlier versions, those of the training. */
  epoch: Count,
  globalStep: Count,
  metrics: MetricsSchema,
  images: Count,
  /** Images of each class, in the order of `classNames`, and the percentage of them that was told right (null without images). */
  perClass: v.array(v.strictObject({ images: Count, top1: v.nullable(v.number()) })),
  /** `[class][answer]`, counts; null with more than 100 classes. */
  confusion: v.nullable(v.array(v.array(Count))),
  /** The worst mistakes, the surest first. */
  mistakes: v.array(MistakeSchema),
  seconds: v.number(),
  time: Time,
});

/** Everything that a run tells, live or replayed. */
export const RunRecordSchema = v.variant('kind', [
  StepRecordSchema,
  EpochRecordSchema,
  AlphasRecordSchema,
  EvaluationRecordSchema,
  StatusRecordSchema,
  CheckpointRecordSchema,
  ProbeRecordSchema,
  ResumedRecordSchema,
]);

/** Everything that a run tells, live or replayed. */
export type RunRecord = v.InferOutput<typeof RunRecordSchema>;
/** One search step. */
export type StepRecord = v.InferOutput<typeof StepRecordSchema>;
/** End of an epoch. */
export type EpochRecord = v.InferOutput<typeof EpochRecordSchema>;
/** The alphas and their genotype at one moment. */
export type AlphasRecord = v.InferOutput<typeof AlphasRecordSchema>;
/** A trained network on a whole split. */
export type EvaluationRecord = v.InferOutput<typeof EvaluationRecordSchema>;
/** Where a run stands. */
export type StatusRecord = v.InferOutput<typeof StatusRecordSchema>;
/** A state was saved. */
export type CheckpointRecord = v.InferOutput<typeof CheckpointRecordSchema>;
/** What the machine can promise. */
export type ProbeRecord = v.InferOutput<typeof ProbeRecordSchema>;
/** The run was continued from a checkpoint. */
export type ResumedRecord = v.InferOutput<typeof ResumedRecordSchema>;

/** Whether a run in this state will never write again. */
export function isFinal(state: RunState): boolean {
  return state === 'stopped' || state === 'finished' || state === 'failed';
}
