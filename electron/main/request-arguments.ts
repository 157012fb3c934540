import * as v from 'valibot';

import { SearchConfigSchema, type SearchConfig } from '../../src-core/search/config';
import type { RequestChannel, RequestChannels } from '../contract';

const LONGEST_PATH = 4_096;
const LONGEST_NAME = 255;

/** A run's id: the name of a folder directly inside the runs folder, and nothing that could lead elsewhere. */
const RunIdSchema = v.pipe(
  v.string(),
  v.maxLength(LONGEST_NAME),
  v.check(
    (id) => id !== '' && id !== '.' && id !== '..' && !/[/\\\0]/.test(id),
    'A run is named by its folder only, not by a path.',
  ),
);

/** Arguments as a handler gets them: checked, and with the defaults filled in. */
export type CheckedArguments<C extends RequestChannel> = C extends 'search:start'
  ? [{ dataset: string; config: SearchConfig }]
  : Parameters<RequestChannels[C]>;

/** What the arguments of each request must be, whoever sent them. */
export const REQUEST_ARGUMENTS: {
  readonly [C in RequestChannel]: v.GenericSchema<unknown, CheckedArguments<C>>;
} = {
  'app:info': v.strictTuple([]),
  'trainer:state': v.strictTuple([]),
  'dataset:pick': v.strictTuple([]),
  'dataset:drop': v.strictTuple([v.pipe(v.string(), v.maxLength(LONGEST_PATH))]),
  'dataset:demo': v.strictTuple([]),
  'search:start': v.strictTuple([
    v.strictObject({ dataset: v.pipe(v.string(), v.maxLength(LONGEST_NAME)), config: SearchConfigSchema }),
  ]),
  'search:pause': v.strictTuple([]),
  'search:resume': v.strictTuple([]),
  'search:stop': v.strictTuple([]),
  'runs:list': v.strictTuple([]),
  'runs:open': v.strictTuple([RunIdSchema]),
  'runs:live': v.strictTuple([]),
  'runs:reveal': v.strictTuple([RunIdSchema]),
  'genotype:save': v.strictTuple([
    v.strictObject({
      runId: RunIdSchema,
      format: v.picklist(['json', 'python']),
      globalStep: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
  ]),
};
