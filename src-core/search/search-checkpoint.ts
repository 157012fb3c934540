import * as v from 'valibot';

import { CheckpointBaseSchema } from '../loop/run-checkpoint';
import { SearchConfigSchema } from './config';

/** What a search's checkpoint holds beside the tensors. */
export const SearchCheckpointSchema = v.strictObject({
  kind: v.literal('search'),
  config: SearchConfigSchema,
  ...CheckpointBaseSchema.entries,
});
/** What a search's checkpoint holds beside the tensors. */
export type SearchCheckpoint = v.InferOutput<typeof SearchCheckpointSchema>;
