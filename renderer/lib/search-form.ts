import { SEARCH_OPTIONS, SearchConfigSchema, type SearchConfig } from '../../src-core/search/config';
import { createOptionForm } from './option-form';

/** The form of a search. */
export const SEARCH_FORM = createOptionForm<SearchConfig>(SEARCH_OPTIONS, SearchConfigSchema, [
  'epochs',
  'batchSize',
  'channels',
  'layers',
  'unrolled',
]);
