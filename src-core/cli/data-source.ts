import type { DataSource } from '../data/dataset-facts';
import { UsageError, textOf } from './command';
import type { Arguments, CommandOption } from './command';

/** The options that name a data set. */
export const DATA_OPTIONS: readonly CommandOption[] = [
  { name: 'data', kind: 'text', value: 'DIR', help: 'Folder with the data set.' },
  { name: 'demo', kind: 'boolean', help: 'Take the demo data set, which the program draws itself.' },
];

/** @throws UsageError when no data set is named, or two */
export function dataSourceFrom(given: Arguments): DataSource {
  const path = textOf(given, 'data');
  const demo = given.values.get('demo') === true;
  if (path !== undefined && demo) throw new UsageError('--data and --demo exclude each other.');
  if (path !== undefined) return { kind: 'folder', path };
  if (demo) return { kind: 'demo' };
  throw new UsageError('Name a data set: --data DIR, or --demo.');
}
