import * as v from 'valibot';

import { DataSourceSchema, DatasetFactsSchema } from '../data/dataset-facts';
import { SearchConfigSchema } from '../search/config';

/** The device TensorFlow computes on. */
export const DeviceSchema = v.strictObject({
  kind: v.picklist(['cpu', 'gpu']),
  /** As a person would name it: the processor's or the graphics card's model. */
  name: v.string(),
  /** Version of libtensorflow. */
  tensorflow: v.string(),
  /** Threads TensorFlow may use. */
  threads: v.number(),
});
/** The device TensorFlow computes on. */
export type Device = v.InferOutput<typeof DeviceSchema>;

/** The content of a run folder's `config.json`: what is fixed when the run starts. */
export const RunInfoSchema = v.strictObject({
  format: v.literal('dartboard-run'),
  version: v.literal(1),
  kind: v.literal('search'),
  /** The run folder's name. */
  name: v.string(),
  created: v.pipe(v.string(), v.isoTimestamp()),
  source: DataSourceSchema,
  data: DatasetFactsSchema,
  search: SearchConfigSchema,
  device: DeviceSchema,
  app: v.strictObject({ version: v.string(), node: v.string() }),
});
/** What is fixed about a run when it starts. */
export type RunInfo = v.InferOutput<typeof RunInfoSchema>;
