import { RETRAIN_OPTIONS, RetrainConfigSchema, type RetrainConfig } from '../../src-core/retrain/config';
import { createOptionForm } from './option-form';

/** The form of a retraining. */
export const RETRAIN_FORM = createOptionForm<RetrainConfig>(RETRAIN_OPTIONS, RetrainConfigSchema, [
  'network',
  'epochs',
  'batchSize',
  'channels',
  'layers',
]);
