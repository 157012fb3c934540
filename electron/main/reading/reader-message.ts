import type { PackedRecords } from '../../../src-core/runs/packed-records';

/** What the thread that reads a run tells: its parts in order, then the end, or why it cannot. */
export type ReaderMessage =
  | { readonly kind: 'part'; readonly part: PackedRecords }
  | { readonly kind: 'end' }
  | { readonly kind: 'failure'; readonly message: string; readonly forPeople: boolean };
