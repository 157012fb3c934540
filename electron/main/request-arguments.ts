import * as v from 'valibot';

import { ImageSizeSchema } from '../../src-core/data/dataset-facts';
import { RetrainConfigSchema, type RetrainConfig } from '../../src-core/retrain/config';
import { SearchConfigSchema, type SearchConfig } from '../../src-core/search/config';
import { GenotypeSchema } from '../../src-core/space/genotype';
import type { NamedGenotype, RequestChannel, RequestChannels } from '../contract';
import { SettingsChangeSchema } from './app-settings';

const LONGEST_PATH = 4_096;
const LONGEST_NAME = 255;
const LONGEST_NOTE = 20_000;
/** Of a series; more is a mistake. */
const MOST_CANDIDATES = 100;
/** A report of a long run with its pictures has some megabytes. */
const LARGEST_EXPORT = 64 * 1_048_576;

/** A run's id: the name of a folder directly inside the runs folder, and nothing that could lead elsewhere. */
const RunIdSchema = v.pipe(
  v.string(),
  v.maxLength(LONGEST_NAME),
  v.check(
    (id) => id !== '' && id !== '.' && id !== '..' && !/[/\\\0]/.test(id),
    'A run is named by its folder only, not by a path.',
  ),
);

const TokenSchema = v.pipe(v.string(), v.maxLength(LONGEST_NAME));
const Nothing = v.strictTuple([]);
const OneRun = v.strictTuple([RunIdSchema]);
const OneToken = v.strictTuple([TokenSchema]);
const OneSearch = v.strictTuple([v.strictObject({ dataset: TokenSchema, config: SearchConfigSchema })]);

const NAMED_GENOTYPE = { genotype: GenotypeSchema, genotypeName: v.pipe(v.string(), v.maxLength(200)) };
const OneRetraining = v.strictTuple([
  v.strictObject({ ...NAMED_GENOTYPE, dataset: TokenSchema, config: RetrainConfigSchema }),
]);
const SeedSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));

const ExportSchema = v.strictObject({
  suggestedName: v.pipe(v.string(), v.maxLength(LONGEST_NAME)),
  kind: v.picklist(['png', 'svg', 'csv', 'html', 'dot', 'pdf', 'json', 'py']),
  data: v.union([
    v.pipe(v.string(), v.maxLength(LARGEST_EXPORT, 'This is too large to be exported.')),
    v.pipe(
      v.instance(Uint8Array),
      v.check((bytes) => bytes.byteLength <= LARGEST_EXPORT, 'This is too large to be exported.'),
    ),
  ]),
});

/** Channels whose arguments carry a search's settings. */
type SearchChannel = 'search:start' | 'search:estimate' | 'search:measure';

/** Channels whose arguments carry a retraining's. */
type RetrainChannel = 'retrain:start' | 'retrain:estimate' | 'retrain:measure';

/** Arguments as a handler gets them: checked, and with the defaults filled in. */
export type CheckedArguments<C extends RequestChannel> = C extends SearchChannel
  ? [{ dataset: string; config: SearchConfig }]
  : C extends RetrainChannel
    ? [NamedGenotype & { dataset: string; config: RetrainConfig }]
    : C extends 'series:start'
      ? [{ candidates: NamedGenotype[]; seeds: number[]; dataset: string; config: RetrainConfig }]
      : Parameters<RequestChannels[C]>;

/** What the arguments of each request must be, whoever sent them. */
export const REQUEST_ARGUMENTS: {
  readonly [C in RequestChannel]: v.GenericSchema<unknown, CheckedArguments<C>>;
} = {
  'app:info': Nothing,
  'app:open-logs': Nothing,
  'app:copy-diagnostics': Nothing,
  'app:open-link': v.strictTuple([v.pipe(v.string(), v.maxLength(2_048))]),
  'settings:get': Nothing,
  'settings:set': v.strictTuple([SettingsChangeSchema]),
  'trainer:state': Nothing,
  'trainer:log': Nothing,
  'device:usage': Nothing,
  'dataset:pick': Nothing,
  'dataset:drop': v.strictTuple([v.pipe(v.string(), v.maxLength(LONGEST_PATH))]),
  'dataset:demo': Nothing,
  'dataset:recent': Nothing,
  'dataset:reopen': OneToken,
  'dataset:of-run': OneRun,
  'dataset:resize': v.strictTuple([v.strictObject({ dataset: TokenSchema, size: v.nullable(ImageSizeSchema) })]),
  'search:start': OneSearch,
  'search:pause': Nothing,
  'search:resume': Nothing,
  'search:stop': Nothing,
  'search:estimate': OneSearch,
  'search:measure': OneSearch,
  'retrain:start': OneRetraining,
  'retrain:estimate': OneRetraining,
  'retrain:measure': OneRetraining,
  'series:start': v.strictTuple([
    v.strictObject({
      candidates: v.pipe(v.array(v.strictObject(NAMED_GENOTYPE)), v.minLength(1), v.maxLength(MOST_CANDIDATES)),
      seeds: v.pipe(v.array(SeedSchema), v.minLength(1), v.maxLength(MOST_CANDIDATES)),
      dataset: TokenSchema,
      config: RetrainConfigSchema,
    }),
  ]),
  'series:waiting': Nothing,
  'series:go-on': Nothing,
  'series:drop': Nothing,
  'runs:list': Nothing,
  'runs:broken': Nothing,
  'runs:open': OneRun,
  'runs:records': v.strictTuple([v.pipe(v.number(), v.integer())]),
  'runs:live': Nothing,
  'runs:reveal': OneRun,
  'runs:resume': OneRun,
  'runs:interrupted': Nothing,
  'runs:decline': OneRun,
  'runs:delete': OneRun,
  'runs:annotate': v.strictTuple([
    v.strictObject({
      id: RunIdSchema,
      title: v.pipe(v.string(), v.maxLength(LONGEST_NAME, `A title has at most ${LONGEST_NAME} characters.`)),
      note: v.pipe(v.string(), v.maxLength(LONGEST_NOTE, `A note has at most ${LONGEST_NOTE} characters.`)),
    }),
  ]),
  'runs:trouble': Nothing,
  'genotype:save': v.strictTuple([
    v.strictObject({
      runId: RunIdSchema,
      format: v.picklist(['json', 'python']),
      globalStep: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
  ]),
  'genotype:open': Nothing,
  'genotype:pending': Nothing,
  'export:save': v.strictTuple([ExportSchema]),
};
