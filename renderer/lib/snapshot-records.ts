import type { RunSnapshot } from '../../electron/contract';
import { unpackRecords } from '../../src-core/runs/packed-records';
import type { RunRecord } from '../../src-core/runs/records';

/** The records of a snapshot, oldest first, some thousand at a time. */
export function* snapshotRecords({ records, packed }: RunSnapshot): Generator<readonly RunRecord[]> {
  if (packed !== undefined) yield* unpackRecords(packed, parse);
  yield records;
}

function parse(json: string): RunRecord[] {
  const records: RunRecord[] = JSON.parse(json);
  return records;
}
