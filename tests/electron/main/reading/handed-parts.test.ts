import { expect, test } from 'vitest';

import { HandedParts } from '../../../../electron/main/reading/handed-parts';
import { packRecords } from '../../../../src-core/runs/packed-records';
import { exampleStep } from '../../../src-core/runs/example-run';

const PARTS = [...packRecords([exampleStep(1)]), ...packRecords([exampleStep(2)])];

test('parts are handed over once each, in their order, then there is no more', () => {
  const handed = new HandedParts();
  const opening = handed.keep(PARTS);
  expect([handed.next(opening), handed.next(opening), handed.next(opening)]).toEqual([...PARTS, null]);
  expect(() => handed.next(opening)).toThrow('That run is not being opened any more');
});

test('openings do not mix, and what nobody fetches is not kept for ever', () => {
  const handed = new HandedParts();
  const openings = Array.from({ length: 5 }, () => handed.keep(PARTS));
  expect(handed.next(openings[4] ?? 0)).toBe(PARTS[0]);
  expect(handed.next(openings[1] ?? 0)).toBe(PARTS[0]);
  expect(() => handed.next(openings[0] ?? 0)).toThrow('open it again');
});
