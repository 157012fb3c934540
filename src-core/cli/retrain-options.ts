import * as v from 'valibot';

import { RETRAIN_OPTIONS, RetrainConfigSchema, defaultRetrainConfig } from '../retrain/config';
import type { RetrainConfig, RetrainConfigInput } from '../retrain/config';
import { UsageError } from './command';
import type { Arguments, CommandOption } from './command';
import { kebab } from './search-options';

const VALUE_NAMES = { integer: 'N', number: 'X', boolean: '', choice: 'NAME' } as const;

/** The options of a retraining as the command line takes them: the config's fields in kebab case. */
export function retrainOptions(): readonly CommandOption[] {
  const defaults = new Map<string, unknown>(Object.entries(defaultRetrainConfig()));
  return Object.entries(RETRAIN_OPTIONS).map(([name, info]): CommandOption => {
    const { kind, help } = info;
    const byDefault = defaults.get(name);
    return {
      name: kebab(name),
      kind: kind === 'choice' ? 'text' : kind,
      value: VALUE_NAMES[kind],
      help: kind === 'choice' ? `${help} One of ${info.values.join(', ')}.` : help,
      byDefault: kind === 'boolean' ? (byDefault === true ? 'on' : 'off') : String(byDefault),
    };
  });
}

/**
 * The config that the given options make, with defaults for the rest.
 * @param settings what takes the place of the defaults
 * @throws UsageError naming the option that is out of range
 */
export function retrainConfigFrom(given: Arguments, settings: RetrainConfigInput = {}): RetrainConfig {
  const input = Object.fromEntries(
    Object.keys(RETRAIN_OPTIONS).flatMap((name) => {
      const value = given.values.get(kebab(name));
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const result = v.safeParse(RetrainConfigSchema, { ...settings, ...input }, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(`--${kebab(v.getDotPath(issue) ?? '')}: ${issue.message}`);
}
