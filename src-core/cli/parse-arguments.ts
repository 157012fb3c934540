import { parseArgs } from 'node:util';

import { UsageError } from './command';
import type { Arguments, Command, CommandOption, OptionValue } from './command';
import { nearestName } from './nearest-name';

/**
 * Reads a command's arguments. Of an option given twice, the last one counts; `--no-NAME` turns a yes-or-no option off.
 * @throws UsageError naming the argument that is wrong
 */
export function parseArguments(words: readonly string[], command: Command): Arguments {
  const options = new Map(command.options.map((option) => [option.name, option]));
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      command.options.map(({ name, kind }) => [name, { type: kind === 'boolean' ? 'boolean' : 'string' } as const]),
    ),
    allowPositionals: true,
    // Not strict: its messages know nothing of our options' kinds and ranges.
    strict: false,
    tokens: true,
  });
  const positionals: string[] = [];
  const values = new Map<string, OptionValue>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = options.get(token.name);
    const negated = token.name.startsWith('no-') ? options.get(token.name.slice('no-'.length)) : undefined;
    if (option) values.set(option.name, valueOf(option, token.rawName, token.value, token.inlineValue ?? false));
    else if (negated?.kind === 'boolean' && token.value === undefined) values.set(negated.name, false);
    else throw unknownOption(token.rawName, command);
  }
  checkPositionals(positionals, command);
  return { positionals, values };
}

function valueOf(option: CommandOption, rawName: string, text: string | undefined, inline: boolean): OptionValue {
  if (option.kind === 'boolean') {
    if (text !== undefined) throw new UsageError(`${rawName} takes no value; --no-${option.name} turns it off.`);
    return true;
  }
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  // A word that starts with a dash is the next option, unless it was meant: `--seed -1`, `--out=-name`.
  const missing = text === undefined || text === '' || (!inline && text.startsWith('-') && Number.isNaN(number));
  if (missing) throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value ?? 'VALUE'}.`);
  if (option.kind === 'text') return text;
  if (Number.isNaN(number) || (option.kind === 'integer' && !Number.isInteger(number))) {
    throw new UsageError(
      `${rawName} needs ${option.kind === 'integer' ? 'a whole number' : 'a number'}, not "${text}".`,
    );
  }
  return number;
}

function unknownOption(rawName: string, command: Command): UsageError {
  const names = command.options.flatMap(({ name, kind }) => (kind === 'boolean' ? [name, `no-${name}`] : [name]));
  const nearest = nearestName(rawName.replace(/^-+/, ''), names);
  return new UsageError(`There is no option ${rawName}${nearest === undefined ? '.' : `; did you mean --${nearest}?`}`);
}

function checkPositionals(given: readonly string[], command: Command): void {
  const missing = command.positionals[given.length];
  if (missing?.required) throw new UsageError(`${missing.name} is missing.`);
  const extra = given[command.positionals.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many.`);
}
