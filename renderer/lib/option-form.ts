import * as v from 'valibot';

/** Settings of any kind, by name. */
export type OptionValues = Readonly<Record<string, string | number | boolean | null>>;

/** What stands in the form's fields: text as it was typed, and ticks. What is missing takes its default. */
export type FormValues = Readonly<Partial<Record<string, string | boolean>>>;

/** The sentences to show at the fields that are wrong. */
export type FormErrors = Readonly<Partial<Record<string, string>>>;

/** A checked form: the settings, or a sentence at each field that is wrong. */
export interface CheckedForm<Config> {
  readonly config: Config | null;
  readonly errors: FormErrors;
}

/** How an option is described to people. */
export interface OptionInfo {
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice';
  readonly label: string;
  readonly help: string;
  readonly min?: number;
  readonly max?: number;
  /** What a choice may be. */
  readonly values?: readonly string[];
}

/** One field of a form. */
export interface FormField extends OptionInfo {
  readonly name: string;
  /** As it is typed. */
  readonly byDefault: string | boolean;
}

/** The form of a set of options: its fields, and how it is filled and checked. */
export interface OptionForm<Config> {
  /** Those that decide how long it takes. */
  readonly mainFields: readonly FormField[];
  readonly otherFields: readonly FormField[];
  /** The form with the given settings in it, defaults for those that are missing. */
  fill(config?: OptionValues): FormValues;
  /** Checks the form against the schema of the settings; the sentences are the schema's own. */
  check(values: FormValues): CheckedForm<Config>;
}

/**
 * The form of a set of options.
 *
 * @param options every option with its meaning and range
 * @param schema of the settings; without input it gives the defaults
 * @param main names of the fields that are shown at once
 */
export function createOptionForm<Config extends OptionValues>(
  options: Readonly<Record<string, OptionInfo>>,
  schema: v.GenericSchema<unknown, Config>,
  main: readonly string[],
): OptionForm<Config> {
  const defaults: OptionValues = v.parse(schema, {});
  const names = Object.keys(options);
  const fields = Object.entries(options).map(([name, info]): FormField => ({
    name,
    ...info,
    byDefault: typed(defaults[name]),
  }));
  return {
    mainFields: fields.filter((field) => main.includes(field.name)),
    otherFields: fields.filter((field) => !main.includes(field.name)),
    fill: (config = {}) =>
      Object.fromEntries(fields.map(({ name, byDefault }) => [name, name in config ? typed(config[name]) : byDefault])),
    check: (values) => {
      const result = v.safeParse(schema, Object.fromEntries(names.map((name) => [name, toValue(values[name])])));
      if (result.success) return { config: result.output, errors: {} };
      const errors: Record<string, string> = {};
      for (const issue of result.issues) {
        const name = String(issue.path?.[0]?.key);
        if (names.includes(name)) errors[name] ??= issue.message;
      }
      return { config: null, errors };
    },
  };
}

/** What a field may hold, in words: `1 to 65,536`. */
export function rangeWords({ min, max }: OptionInfo): string | null {
  if (min === undefined || max === undefined) return null;
  return `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
}

function typed(value: string | number | boolean | null | undefined): string | boolean {
  return typeof value === 'boolean' ? value : String(value ?? '');
}

/** What is not a number stays text, so that the schema's sentence says what was typed. */
function toValue(value: string | boolean | undefined): string | boolean | number | undefined {
  if (typeof value !== 'string') return value;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value;
}
