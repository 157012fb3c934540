import { printable } from '../file-errors';
import { AlreadyFinished } from '../trainer/run-in-hand';
import { EXIT, textOf } from './command';
import type { Arguments, Command, Context } from './command';
import { PROGRAM } from './help';
import { findRun } from './find-run';
import { runSession } from './run-session';
import { HumanReport, JsonReport } from './search-report';
import { line } from './terminal';

/** `resume`: an interrupted run to its end. */
export const resumeCommand: Command = {
  name: 'resume',
  usage: 'RUN [options]',
  summary: 'Continues an interrupted or stopped run from its newest checkpoint to its end.',
  positionals: [{ name: 'RUN', required: true }],
  options: [
    { name: 'data', kind: 'text', value: 'DIR', help: 'Where the data set is now, if it was moved.' },
    { name: 'json', kind: 'boolean', help: 'Print every record of the run as a line of JSON, and nothing else.' },
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal, compute }: Context): Promise<number> {
    const folder = findRun(given.positionals[0] ?? '');
    const data = textOf(given, 'data');
    const source = data === undefined ? undefined : { kind: 'folder' as const, path: data };
    const report = given.values.get('json') === true ? new JsonReport(terminal) : new HumanReport(terminal);
    try {
      return await runSession(report, compute, (session) => session.continue(folder, source));
    } catch (error) {
      // So that a script may resume a run until it is done.
      if (!(error instanceof AlreadyFinished)) throw error;
      line(terminal.err, `${PROGRAM}: ${printable(error.message)}`);
      return EXIT.done;
    }
  },
};
