import * as v from 'valibot';

import { DataSourceSchema, DatasetPreviewSchema } from '../data/dataset-facts';
import { RunRecordSchema } from '../runs/records';
import { DeviceSchema, RunInfoSchema } from '../runs/run-info';
import { RetrainConfigSchema } from '../retrain/config';
import { SearchConfigSchema } from '../search/config';
import { GenotypeSchema } from '../space/genotype';

const Seq = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What a supervisor may ask of the trainer, over the fork's JSON channel. Every command carries a `seq` and gets exactly one
 * reply with the same `seq`. A trainer serves one search in its life; after it, the supervisor forks another.
 */
export const TrainerCommandSchema = v.variant('type', [
  /** Read a data set and describe it. Replies with a `preview`. */
  v.strictObject({ type: v.literal('inspect'), seq: Seq, source: DataSourceSchema }),
  /** Start a search that writes the run folder `out`, which must not exist yet. Replies with the `run` once the folder is there. */
  v.strictObject({
    type: v.literal('start'),
    seq: Seq,
    source: DataSourceSchema,
    config: SearchConfigSchema,
    out: v.pipe(v.string(), v.minLength(1)),
  }),
  /** Train the network of a genotype and write the run folder `out`, which must not exist yet. Replies as `start`. */
  v.strictObject({
    type: v.literal('retrain'),
    seq: Seq,
    source: DataSourceSchema,
    genotype: GenotypeSchema,
    /** Where it came from, for people. */
    genotypeName: v.pipe(v.string(), v.maxLength(200)),
    config: RetrainConfigSchema,
    out: v.pipe(v.string(), v.minLength(1)),
  }),
  /** Continue an interrupted or stopped run in its folder, from its newest checkpoint. Replies with the `run`. */
  v.strictObject({ type: v.literal('continue'), seq: Seq, folder: v.pipe(v.string(), v.minLength(1)) }),
  /** Hold after the current step; replies once nothing computes any more. */
  v.strictObject({ type: v.literal('pause'), seq: Seq }),
  v.strictObject({ type: v.literal('resume'), seq: Seq }),
  /** End the search after the current step; replies once the run folder is closed. */
  v.strictObject({ type: v.literal('stop'), seq: Seq }),
  /** Stop a running search, reply, then exit with code 0. */
  v.strictObject({ type: v.literal('shutdown'), seq: Seq }),
]);
/** What a supervisor may ask of the trainer. */
export type TrainerCommand = v.InferOutput<typeof TrainerCommandSchema>;

/** What a command's reply carries when all went well. */
export const ReplyValueSchema = v.variant('type', [
  v.strictObject({ type: v.literal('done') }),
  v.strictObject({ type: v.literal('preview'), preview: DatasetPreviewSchema }),
  v.strictObject({ type: v.literal('run'), info: RunInfoSchema, folder: v.string() }),
]);
/** What a command's reply carries when all went well. */
export type ReplyValue = v.InferOutput<typeof ReplyValueSchema>;

/** What the trainer tells its supervisor. */
export const TrainerEventSchema = v.variant('type', [
  /** First message: commands are read from now on. */
  v.strictObject({ type: v.literal('ready'), pid: Seq }),
  /** TensorFlow is loaded. */
  v.strictObject({ type: v.literal('device'), device: DeviceSchema }),
  v.strictObject({ type: v.literal('reply'), seq: Seq, value: ReplyValueSchema }),
  /** The command failed; `message` is the sentence to show. */
  v.strictObject({ type: v.literal('error'), seq: Seq, message: v.string() }),
  /** Records just written to the run folder, oldest first; at most about ten such events a second. */
  v.strictObject({ type: v.literal('records'), records: v.array(RunRecordSchema) }),
  /**
   * The event loop turns: every few seconds while idle or paused, between two steps while a run computes. `withinMs` says
   * how long the next one may take, when it is longer: a step blocks the event loop, and its time is not known to others.
   */
  v.strictObject({ type: v.literal('heartbeat'), withinMs: v.optional(v.number()) }),
  v.strictObject({ type: v.literal('log'), level: v.picklist(['info', 'warn', 'error']), message: v.string() }),
]);
/** What the trainer tells its supervisor. */
export type TrainerEvent = v.InferOutput<typeof TrainerEventSchema>;
