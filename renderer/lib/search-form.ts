import * as v from 'valibot';

import {
  defaultSearchConfig,
  SEARCH_OPTIONS,
  SearchConfigSchema,
  type OptionInfo,
  type SearchConfig,
  type SearchOptionName,
} from '../../src-core/search/config';

/** What stands in the form's fields: text as it was typed, and ticks. What is missing takes its default. */
export type FormValues = Partial<Record<SearchOptionName, string | boolean>>;

/** The sentences to show at the fields that are wrong. */
export type FormErrors = Partial<Record<SearchOptionName, string>>;

/** A checked form: the settings, or a sentence at each field that is wrong. */
export interface CheckedForm {
  readonly config: SearchConfig | null;
  readonly errors: FormErrors;
}

/** One field of the form. */
export interface FormField extends OptionInfo {
  readonly name: SearchOptionName;
}

const MAIN: readonly SearchOptionName[] = ['epochs', 'batchSize', 'channels', 'layers'];

const NAMES = Object.keys(SEARCH_OPTIONS).filter(isOptionName);
const FIELDS: readonly FormField[] = NAMES.map((name) => ({ name, ...SEARCH_OPTIONS[name] }));

/** Fields shown at once: those that decide how long a search takes. */
export const MAIN_FIELDS = FIELDS.filter((field) => MAIN.includes(field.name));
/** Fields under "All options". */
export const OTHER_FIELDS = FIELDS.filter((field) => !MAIN.includes(field.name));

/** The form with the given settings in it; the reference's when none are given. */
export function toFormValues(config: SearchConfig = defaultSearchConfig()): FormValues {
  const values: FormValues = {};
  for (const name of NAMES) {
    const value = config[name];
    values[name] = typeof value === 'boolean' ? value : String(value);
  }
  return values;
}

/** Checks a form against the schema of the settings; the sentences are the schema's own. */
export function checkForm(values: FormValues): CheckedForm {
  const input = Object.fromEntries(NAMES.map((name) => [name, toValue(values[name])]));
  const result = v.safeParse(SearchConfigSchema, input);
  if (result.success) return { config: result.output, errors: {} };
  const errors: FormErrors = {};
  for (const issue of result.issues) {
    const name = NAMES.find((option) => option === issue.path?.[0].key);
    if (name !== undefined) errors[name] ??= issue.message;
  }
  return { config: null, errors };
}

function isOptionName(name: string): name is SearchOptionName {
  return name in SEARCH_OPTIONS;
}

/** What is not a number stays text, so that the schema's sentence says what was typed. */
function toValue(value: string | boolean | undefined): string | boolean | number | undefined {
  if (typeof value !== 'string') return value;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value;
}
