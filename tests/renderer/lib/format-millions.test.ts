import { expect, it } from 'vitest';

import { formatMillions } from '../../../renderer/lib/format-millions';

it.each([
  [3_349_342, '3.35 million'],
  [528_360_000, '528 million'],
  [100_000, '0.10 million'],
  [48_210, '48,210'],
])('gives the size of a network as papers do: %d', (count, words) => {
  expect(formatMillions(count)).toBe(words);
});
