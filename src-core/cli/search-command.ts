import type { DataSource } from '../data/dataset-facts';
import { proposeRunFolder, runsFolder } from '../runs/runs-folder';
import { UsageError, textOf } from './command';
import type { Arguments, Command, Context } from './command';
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
    { name: 'data', kind: 'text', value: 'DIR', help: 'Folder with the data set, in the binary layout of CIFAR-10.' },
    { name: 'demo', kind: 'boolean', help: 'Search on the demo data set, which the program draws itself.' },
    { name: 'out', kind: 'text', value: 'RUN', help: 'Run folder to make. [a new one in the runs folder]' },
    { name: 'json', kind: 'boolean', help: 'Print every record of the run as a line of JSON, and nothing else.' },
    ...searchOptions(),
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal, compute }: Context): Promise<number> {
    const source = sourceFrom(given);
    const config = searchConfigFrom(given);
    const out = textOf(given, 'out') ?? proposeRunFolder(runsFolder());
    const report = given.values.get('json') === true ? new JsonReport(terminal) : new HumanReport(terminal);
    return runSession(report, compute, (session) => session.start({ source, config, out }));
  },
};

function sourceFrom(given: Arguments): DataSource {
  const path = textOf(given, 'data');
  const demo = given.values.get('demo') === true;
  if (path !== undefined && demo) throw new UsageError('--data and --demo exclude each other.');
  if (path !== undefined) return { kind: 'folder', path };
  if (demo) return { kind: 'demo' };
  throw new UsageError('Say what to search on: --data DIR, or --demo.');
}
