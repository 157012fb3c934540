import { describe, expect, it } from 'vitest';

import { loadRunLog } from '../../../renderer/lib/load-run-log';
import { packRecords, type PackedRecords } from '../../../src-core/runs/packed-records';
import { makeRecords, makeSnapshot, makeStatus } from '../helpers/records';

const RECORDS = makeRecords(3, 4_000);
const SNAPSHOT = { ...makeSnapshot('long', [makeStatus({ state: 'finished' })], false), opening: 7 };

/** Answers as main does. */
function answerer(
  parts: readonly (PackedRecords | undefined)[],
): (opening: number) => Promise<PackedRecords | null | undefined> {
  const left = [...parts];
  return (opening) => {
    expect(opening).toBe(7);
    return Promise.resolve(left.length === 0 ? null : left.shift());
  };
}

describe('loadRunLog', () => {
  it('adds up the parts of a long run and what comes after them', async () => {
    const log = await loadRunLog(SNAPSHOT, answerer([...packRecords(RECORDS)]));
    expect(log?.series.trainLoss.length).toBe(12_000);
    expect(log?.alphas.records).toHaveLength(4);
    expect(log?.epochs).toHaveLength(3);
    expect(log?.state).toBe('finished');
  });

  it('gives up when a part cannot be had', async () => {
    const [first] = packRecords(RECORDS);
    expect(await loadRunLog(SNAPSHOT, answerer([first, undefined]))).toBeNull();
  });

  it('needs no parts for a short run', async () => {
    const ask = (): never => {
      throw new Error('nothing is to be asked for');
    };
    expect((await loadRunLog(makeSnapshot('short', RECORDS, false), ask))?.globalStep).toBe(12_000);
  });
});
