import { describe, expect, it } from 'vitest';

import { duration, progressBar } from '../../../build/lib/progress.mjs';

describe('duration', () => {
  it.each([
    [400, '0.4 s'],
    [9949, '9.9 s'],
    [12_400, '12 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [185_000, '3 min 5 s'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

describe('progressBar', () => {
  it('fills with the fraction', () => {
    expect(progressBar(0, 4)).toBe('░░░░');
    expect(progressBar(0.5, 4)).toBe('██░░');
    expect(progressBar(1, 4)).toBe('████');
  });
});
