import type { RunListEntry } from '../../electron/contract';

/** The columns that runs can be ordered by. */
export type RunColumn = 'name' | 'dataset' | 'state' | 'epoch' | 'best' | 'seconds' | 'created' | 'bytes';

/** The order of the list. */
export interface RunOrder {
  readonly by: RunColumn;
  readonly descending: boolean;
}

/** What a column is ordered by; null comes last either way. */
const KEYS: Record<RunColumn, (entry: RunListEntry) => string | number | null> = {
  name: (entry) => (entry.title === '' ? entry.id : entry.title),
  dataset: (entry) => entry.dataset,
  state: (entry) => entry.state,
  epoch: (entry) => entry.epoch,
  best: (entry) => entry.bestValidTop1,
  seconds: (entry) => entry.seconds,
  created: (entry) => entry.created,
  bytes: (entry) => entry.bytes,
};

/**
 * The runs in which every word of the query occurs: in the name, the note, the data set, the state, or as a setting
 * (`layers=8`, `unrolled`).
 */
export function filterRuns(entries: readonly RunListEntry[], query: string): readonly RunListEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = textOf(entry);
    return words.every((word) => text.includes(word));
  });
}

/** The runs in an order; those that are equal stay as they were. */
export function sortRuns(entries: readonly RunListEntry[], { by, descending }: RunOrder): readonly RunListEntry[] {
  const key = KEYS[by];
  return [...entries].sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const ascending =
      typeof one === 'string' ? one.localeCompare(String(other), 'en', { numeric: true }) : one - Number(other);
    return descending ? -ascending : ascending;
  });
}

function textOf({ id, kind, title, note, dataset, state, settings }: RunListEntry): string {
  const options = Object.entries(settings).flatMap(([name, value]) =>
    value === true ? [name, `${name}=true`] : [`${name}=${value}`],
  );
  return [id, kind, title, note, dataset, state, ...options].join('\n').toLowerCase();
}
