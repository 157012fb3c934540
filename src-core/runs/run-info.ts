import * as v from 'valibot';

import { DataSourceSchema, DatasetFactsSchema } from '../data/dataset-facts';
import { RetrainConfigSchema } from '../retrain/config';
import { SearchConfigSchema } from '../search/config';
import { GenotypeSchema } from '../space/genotype';

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

/** What every run folder's `config.json` tells. */
const common = {
  format: v.literal('dartboard-run'),
  version: v.literal(1),
  /** The run folder's name. */
  name: v.string(),
  created: v.pipe(v.string(), v.isoTimestamp()),
  source: DataSourceSchema,
  data: DatasetFactsSchema,
  device: DeviceSchema,
  app: v.strictObject({ version: v.string(), node: v.string() }),
};

/** A search. */
export const SearchInfoSchema = v.strictObject({ ...common, kind: v.literal('search'), search: SearchConfigSchema });
/** What is fixed about a search when it starts. */
export type SearchInfo = v.InferOutput<typeof SearchInfoSchema>;

/** The training of one genotype's network. */
export const RetrainInfoSchema = v.strictObject({
  ...common,
  kind: v.literal('retrain'),
  retrain: RetrainConfigSchema,
  genotype: GenotypeSchema,
  /** Where the genotype came from, for people: a preset's, a file's or a run's name. */
  genotypeName: v.string(),
  /** Of the training images' pixels scaled to 0..1, a number a colour channel: what images are normalised with. */
  mean: v.array(v.number()),
  std: v.array(v.number()),
});
/** What is fixed about a retraining when it starts. */
export type RetrainInfo = v.InferOutput<typeof RetrainInfoSchema>;

/** The content of a run folder's `config.json`: what is fixed when the run starts. */
export const RunInfoSchema = v.variant('kind', [SearchInfoSchema, RetrainInfoSchema]);
/** What is fixed about a run when it starts. */
export type RunInfo = v.InferOutput<typeof RunInfoSchema>;

/** The settings of a run, whichever kind it is. */
export function settingsOf(info: RunInfo): SearchInfo['search'] | RetrainInfo['retrain'] {
  return info.kind === 'search' ? info.search : info.retrain;
}
