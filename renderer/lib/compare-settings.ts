import type { RunListEntry } from '../../electron/contract';
import { RETRAIN_OPTIONS } from '../../src-core/retrain/config';
import { SEARCH_OPTIONS } from '../../src-core/search/config';

/** One row of the table: a setting, and its value in each run. */
export interface SettingRow {
  readonly name: string;
  readonly label: string;
  /** In the order of the runs; a dash where a run has no such setting. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

/** Every setting of the runs, in the order of the forms; whether a run differs from another is told for each. */
export function compareSettings(entries: readonly RunListEntry[]): readonly SettingRow[] {
  const names = [...new Set(entries.flatMap(({ settings }) => Object.keys(settings)))];
  return [
    row(
      'dataset',
      'Data set',
      entries.map(({ dataset }) => dataset),
    ),
    row(
      'kind',
      'Kind',
      entries.map(({ kind }) => (kind === 'search' ? 'search' : 'retraining')),
    ),
    ...names.map((name) =>
      row(
        name,
        labelOf(name),
        entries.map(({ settings }) => words(settings[name])),
      ),
    ),
  ];
}

function row(name: string, label: string, values: readonly string[]): SettingRow {
  return { name, label, values, differs: new Set(values).size > 1 };
}

function labelOf(name: string): string {
  const options: Readonly<Record<string, { readonly label: string }>> = { ...RETRAIN_OPTIONS, ...SEARCH_OPTIONS };
  return options[name]?.label ?? name;
}

function words(value: string | number | boolean | null | undefined): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}
