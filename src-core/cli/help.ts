import type { Command, CommandOption } from './command';

/** The program's name in usage lines. */
export const PROGRAM = 'dartboard';

/** Help for the whole command line. */
export function generalHelp(commands: readonly Command[], columns: number): string {
  return [
    `Usage: ${PROGRAM} COMMAND [options]`,
    '',
    'Differentiable architecture search (DARTS) on your own machine.',
    '',
    'Commands:',
    ...table(
      commands.map(({ name, summary }) => [name, summary]),
      columns,
    ),
    '',
    `"${PROGRAM} COMMAND --help" tells more about one. From the source tree: npm start -- COMMAND.`,
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted, 143 terminated.',
    '',
  ].join('\n');
}

/** Help for one command. */
export function commandHelp(command: Command, columns: number): string {
  return [
    `Usage: ${PROGRAM} ${command.name} ${command.usage}`.trimEnd(),
    '',
    ...wrap(command.summary, columns),
    '',
    'Options:',
    ...table(
      command.options.map((option) => [optionSyntax(option), optionHelp(option)]),
      columns,
    ),
    '',
  ].join('\n');
}

function optionSyntax({ name, kind, value, byDefault }: CommandOption): string {
  if (kind !== 'boolean') return `--${name} ${value ?? 'VALUE'}`;
  return byDefault === undefined ? `--${name}` : `--${name}, --no-${name}`;
}

function optionHelp({ help, byDefault }: CommandOption): string {
  return byDefault === undefined ? help : `${help} [${byDefault}]`;
}

function table(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const left = Math.min(Math.max(...rows.map(([term]) => term.length)), 32);
  return rows.flatMap(([term, text]) => {
    const lines = wrap(text, columns - left - 4).map((part) => ' '.repeat(left + 4) + part);
    // A term too long for its column stands on a line of its own.
    if (term.length > left) return [`  ${term}`, ...lines];
    const [first = '', ...others] = lines;
    return [`  ${term.padEnd(left)}  ${first.trimStart()}`, ...others];
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > Math.max(width, 24)) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
