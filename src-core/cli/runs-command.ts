import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { printable } from '../file-errors';
import { listRuns } from '../runs/list-runs';
import type { RunSummary } from '../runs/list-runs';
import { settingsOf } from '../runs/run-info';
import { runsFolder } from '../runs/runs-folder';
import { UserError } from '../user-error';
import { EXIT } from './command';
import type { Arguments, Command, Context } from './command';
import { formatPercent, formatTable } from './format';
import { line } from './terminal';

/** `runs`: what is in a folder of runs, and in which state. */
export const runsCommand: Command = {
  name: 'runs',
  usage: '[DIR] [options]',
  summary: 'Lists the runs in a folder (the runs folder, unless another is named), newest first.',
  positionals: [{ name: 'DIR', required: false }],
  options: [
    { name: 'json', kind: 'boolean', help: 'Print every run as a line of JSON, and nothing else.' },
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal }: Context): Promise<number> {
    const [chosen] = given.positionals;
    const folder = chosen === undefined ? runsFolder() : resolve(chosen);
    if (chosen !== undefined && !existsSync(folder)) throw new UserError(`${folder} does not exist. Check the path.`);
    const { runs, broken } = await listRuns(folder);
    if (given.values.get('json') === true) {
      for (const run of [...runs, ...broken]) line(terminal.out, JSON.stringify(run));
      return EXIT.done;
    }
    if (runs.length === 0) line(terminal.err, `No runs in ${printable(folder)}.`);
    else for (const row of formatTable([HEADINGS, ...runs.map(rowOf)])) line(terminal.out, row);
    for (const { problem } of broken) line(terminal.err, printable(problem));
    return EXIT.done;
  },
};

const HEADINGS = ['RUN', 'STATE', 'EPOCH', 'BEST VALID TOP-1', 'DATA', 'STARTED'];

function rowOf({ folder, info, status, bestValidTop1 }: RunSummary): string[] {
  const epochsDone =
    status === null ? 0 : status.state === 'finished' ? status.epochs : Math.min(status.epoch, status.epochs);
  return [
    printable(basename(folder)),
    status?.state ?? 'unknown',
    `${epochsDone}/${settingsOf(info).epochs}`,
    formatPercent(bestValidTop1),
    printable(info.data.name),
    info.created.slice(0, 16).replace('T', ' '),
  ];
}
