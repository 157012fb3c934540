import * as v from 'valibot';

import { SEARCH_OPTIONS, SearchConfigSchema, defaultSearchConfig } from '../search/config';
import type { SearchConfig } from '../search/config';
import { UsageError } from './command';
import type { Arguments, CommandOption } from './command';

const NAMES = Object.keys(SEARCH_OPTIONS);
const VALUE_NAMES = { integer: 'N', number: 'X', boolean: '' } as const;

/** The options of a search as the command line takes them: the config's fields in kebab case. */
export function searchOptions(): readonly CommandOption[] {
  const defaults = new Map<string, unknown>(Object.entries(defaultSearchConfig()));
  return Object.entries(SEARCH_OPTIONS).map(([name, { kind, help }]) => {
    const byDefault = defaults.get(name);
    return {
      name: kebab(name),
      kind,
      value: VALUE_NAMES[kind],
      help,
      byDefault: kind === 'boolean' ? (byDefault === true ? 'on' : 'off') : String(byDefault),
    };
  });
}

/**
 * The config that the given options make, with defaults for the rest.
 * @throws UsageError naming the option that is out of range
 */
export function searchConfigFrom(given: Arguments): SearchConfig {
  const input = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = given.values.get(kebab(name));
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const result = v.safeParse(SearchConfigSchema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(`--${kebab(v.getDotPath(issue) ?? '')}: ${issue.message}`);
}

/** A config field's name as an option. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
