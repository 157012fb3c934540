import type { Compute } from '../trainer/compute';
import { UserError, messageOf } from '../user-error';
import { EXIT, UsageError } from './command';
import type { Command } from './command';
import { deriveCommand } from './derive-command';
import { evaluateCommand } from './evaluate-command';
import { exportCommand } from './export-command';
import { PROGRAM, commandHelp, generalHelp } from './help';
import { nearestName } from './nearest-name';
import { parseArguments } from './parse-arguments';
import { resumeCommand } from './resume-command';
import { retrainCommand } from './retrain-command';
import { runsCommand } from './runs-command';
import { searchCommand } from './search-command';
import { line, processTerminal } from './terminal';
import type { Terminal } from './terminal';

const COMMANDS: readonly Command[] = [
  searchCommand,
  resumeCommand,
  deriveCommand,
  retrainCommand,
  evaluateCommand,
  exportCommand,
  runsCommand,
];

/** Widest that help is set, however wide the terminal. */
const HELP_COLUMNS = 100;

/**
 * Runs one command line to its end.
 * @param words what follows the program's name
 * @returns the exit code (`EXIT`)
 */
export async function runCommandLine(
  words: readonly string[],
  compute: Compute,
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const [name, ...rest] = words;
  const columns = Math.min(terminal.out.columns ?? 80, HELP_COLUMNS);
  if (name === undefined) {
    terminal.err.write(generalHelp(COMMANDS, columns));
    return EXIT.usage;
  }
  if (isHelp(name) || name === 'help') {
    terminal.out.write(generalHelp(COMMANDS, columns));
    return EXIT.done;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  try {
    if (command === undefined) throw unknownCommand(name);
    if (rest.some(isHelp)) {
      terminal.out.write(commandHelp(command, columns));
      return EXIT.done;
    }
    return await command.run(parseArguments(rest, command), { terminal, compute });
  } catch (error) {
    return report(error, command, terminal);
  }
}

function report(error: unknown, command: Command | undefined, terminal: Terminal): number {
  if (error instanceof UsageError) {
    const help = command === undefined ? `${PROGRAM} --help` : `${PROGRAM} ${command.name} --help`;
    line(terminal.err, `${PROGRAM}: ${error.message} See ${help}.`);
    return EXIT.usage;
  }
  // Anything but a UserError is a fault of ours: its stack helps to mend it.
  const text =
    error instanceof UserError || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message);
  line(terminal.err, `${PROGRAM}: ${text}`);
  return EXIT.failed;
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

function unknownCommand(name: string): UsageError {
  const nearest = nearestName(
    name,
    COMMANDS.map((command) => command.name),
  );
  return new UsageError(`There is no command "${name}"${nearest === undefined ? '.' : `; did you mean "${nearest}"?`}`);
}
