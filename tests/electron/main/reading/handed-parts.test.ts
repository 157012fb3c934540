import { expect, test } from 'vitest';

import { HandedParts } from '../../../../electron/main/reading/handed-parts';
import { packRecords, type PackedRecords } from '../../../../src-core/runs/packed-records';
import { makeStep } from '../../../records';

const PARTS = [...packRecords([makeStep(0, 1, 4)]), ...packRecords([makeStep(0, 2, 4)])];

test('parts are handed over once each, in their order, then there is no more', async () => {
  const handed = new HandedParts();
  const opening = handed.keep(PARTS);
  const got = [await handed.next(opening), await handed.next(opening), await handed.next(opening)];
  expect(got).toEqual([...PARTS, null]);
  await expect(handed.next(opening)).rejects.toThrow('That run is not being opened any more');
});

test('openings do not mix, and what nobody fetches is not kept for ever', async () => {
  const handed = new HandedParts();
  const openings = Array.from({ length: 5 }, () => handed.keep(PARTS));
  expect(await handed.next(openings[4] ?? 0)).toBe(PARTS[0]);
  expect(await handed.next(openings[1] ?? 0)).toBe(PARTS[0]);
  await expect(handed.next(openings[0] ?? 0)).rejects.toThrow('open it again');
});

test('parts that are still being read are handed over as they come, and given up with their opening', async () => {
  const handed = new HandedParts();
  let given = 0;
  let over = false;
  async function* read(): AsyncGenerator<PackedRecords> {
    try {
      for (const part of PARTS) {
        given += 1;
        yield await Promise.resolve(part);
      }
    } finally {
      over = true;
    }
  }
  const opening = handed.keep(read());
  expect(await handed.next(opening)).toBe(PARTS[0]);
  expect([given, over]).toEqual([1, false]);
  for (let i = 0; i < 4; i++) handed.keep(PARTS);
  await expect.poll(() => over).toBe(true);
});
