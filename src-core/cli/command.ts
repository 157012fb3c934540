import type { Compute } from '../trainer/compute';
import type { Terminal } from './terminal';

/** One option of a command, as it is parsed and as `--help` shows it. */
export interface CommandOption {
  /** Without the dashes. */
  readonly name: string;
  readonly kind: 'text' | 'integer' | 'number' | 'boolean';
  /** What stands for the value in help. */
  readonly value?: string;
  readonly help: string;
  /** Shown in help; unset options are absent from the values. */
  readonly byDefault?: string;
}

/** The value of an option. */
export type OptionValue = string | number | boolean;

/** What was given to a command. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: ReadonlyMap<string, OptionValue>;
}

/** What a command works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly compute: Compute;
}

/** A command of the command line. */
export interface Command {
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly CommandOption[];
  /** Names of the arguments that are not options, the required ones first. */
  readonly positionals: readonly { readonly name: string; readonly required: boolean }[];
  /** @returns the exit code */
  run(given: Arguments, context: Context): Promise<number>;
}

/** Exit codes that scripts can rely on. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** The command line was used wrongly; the message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The text value of an option, if it was given. */
export function textOf(given: Arguments, name: string): string | undefined {
  const value = given.values.get(name);
  return typeof value === 'string' ? value : undefined;
}
