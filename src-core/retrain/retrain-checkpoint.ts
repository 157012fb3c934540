import * as v from 'valibot';

import { CheckpointBaseSchema } from '../loop/run-checkpoint';
import { GenotypeSchema } from '../space/genotype';
import { RetrainConfigSchema } from './config';

/** What a retraining's checkpoint holds beside the tensors; the dropped paths, too, are a function of config and position. */
export const RetrainCheckpointSchema = v.strictObject({
  kind: v.literal('retrain'),
  config: RetrainConfigSchema,
  genotype: GenotypeSchema,
  ...CheckpointBaseSchema.entries,
});
/** What a retraining's checkpoint holds beside the tensors. */
export type RetrainCheckpoint = v.InferOutput<typeof RetrainCheckpointSchema>;
