import path from 'node:path';

import { unpackRecords, type PackedRecords } from '../../../src-core/runs/packed-records';
import { isFinal, type RunRecord, type StatusRecord } from '../../../src-core/runs/records';
import type { RecordParts } from '../reading/handed-parts';
import { readContent, type PackedContent } from '../reading/read-content';

/** Records of a snapshot that may still be on their way as events: far more than the trainer writes between two events. */
const TAIL = 2_000;
/** Parts of a long run that are looked through for them. */
const PARTS = 11;

/**
 * The run that a trainer writes now, for a window that shows its folder plus what comes after. What the trainer tells is held
 * back until a snapshot has been handed over, and what the snapshot holds already is not told again: the window
 * gets every record once.
 */
export class LiveRun {
  /** The folder's name. */
  readonly id: string;
  /** Where the run stands by the trainer's own words; null until it tells. */
  status: StatusRecord | null = null;
  private readonly told = new Set<string>();
  private held: RunRecord[] = [];
  private handingOver = 0;
  private shown = false;

  /** @param push tells the window; never called before the first snapshot */
  constructor(
    readonly folder: string,
    private readonly push: (records: readonly RunRecord[]) => void,
  ) {
    this.id = path.basename(folder);
  }

  /** Whether the trainer has said that nothing more will be written. */
  get ended(): boolean {
    return this.status !== null && isFinal(this.status.state);
  }

  /** The run so far; what comes after it is pushed once the caller has passed it on in the same turn. */
  async snapshot(): Promise<PackedContent> {
    this.handingOver++;
    try {
      const content = await readContent(this.folder);
      // All of it, since what it holds is not to be told again.
      const parts = content.parts === null ? null : await collect(content.parts);
      for (const record of tailOf(parts ?? [], content.records)) this.told.add(JSON.stringify(record));
      this.shown = true;
      return { ...content, parts };
    } finally {
      this.handingOver--;
      setImmediate(() => this.release());
    }
  }

  /** Takes what the trainer has just written. */
  accept(records: readonly RunRecord[]): void {
    for (const record of records) if (record.kind === 'status') this.status = record;
    this.held.push(...records);
    this.release();
  }

  private release(): void {
    if (!this.shown || this.handingOver > 0 || this.held.length === 0) return;
    const fresh = this.held.filter((record) => !this.told.delete(JSON.stringify(record)));
    this.held = [];
    if (fresh.length > 0) this.push(fresh);
  }
}

async function collect(parts: RecordParts): Promise<PackedRecords[]> {
  const collected: PackedRecords[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

function tailOf(parts: readonly PackedRecords[], records: readonly RunRecord[]): readonly RunRecord[] {
  const unpacked = parts.slice(-PARTS).flatMap((part) => unpackRecords(part, parse));
  return [...unpacked, ...records].slice(-TAIL);
}

function parse(json: string): RunRecord[] {
  const records: RunRecord[] = JSON.parse(json);
  return records;
}
