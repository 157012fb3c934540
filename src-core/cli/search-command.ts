import { proposeRunFolder, runsFolder } from '../runs/runs-folder';
import { textOf } from './command';
import type { Arguments, Command, Context } from './command';
import { DATA_OPTIONS, dataSourceFrom } from './data-source';
import { runSession } from './run-session';
import { searchConfigFrom, searchOptions } from './search-options';
import { HumanReport, JsonReport } from './search-report';

/** `search`: a search without a window. */
export const searchCommand: Command = {
  name: 'search',
  usage: '(--data DIR | --demo) [options]',
  summary: 'Searches for an architecture on a data set and writes a run folder.',
  positionals: [],
  options: [
    ...DATA_OPTIONS,
    { name: 'out', kind: 'text', value: 'RUN', help: 'Run folder to make. [a new one in the runs folder]' },
    { name: 'json', kind: 'boolean', help: 'Print every record of the run as a line of JSON, and nothing else.' },
    ...searchOptions(),
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal, compute }: Context): Promise<number> {
    const source = dataSourceFrom(given);
    const config = searchConfigFrom(given);
    const out = textOf(given, 'out') ?? proposeRunFolder(runsFolder());
    const report = given.values.get('json') === true ? new JsonReport(terminal) : new HumanReport(terminal);
    return runSession(report, compute, (session) => session.start({ source, config, out }));
  },
};
