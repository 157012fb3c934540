import * as v from 'valibot';

import { CheckpointBaseSchema } from '../search/search-checkpoint';
import { GenotypeSchema } from '../space/genotype';
import { RetrainConfigSchema } from './config';

/**
 * What a retraining's checkpoint holds beside the tensors. Batches, augmentation, dropped paths and learning rate are
 * functions of config and position, so there are no random states to keep.
 */
export const RetrainCheckpointSchema = v.strictObject({
  kind: v.literal('retrain'),
  config: RetrainConfigSchema,
  genotype: GenotypeSchema,
  ...CheckpointBaseSchema.entries,
});
/** What a retraining's checkpoint holds beside the tensors. */
export type RetrainCheckpoint = v.InferOutput<typeof RetrainCheckpointSchema>;
