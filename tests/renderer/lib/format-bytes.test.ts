import { expect, it } from 'vitest';

import { formatBytes } from '../../../renderer/lib/format-bytes';

it.each([
  [0, '0 B'],
  [512, '512 B'],
  [4_200, '4.2 KB'],
  [207_000, '207 KB'],
  [1_300_000_000, '1.3 GB'],
  [5e15, '5000 TB'],
])('says sizes in at most three digits: %d', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
