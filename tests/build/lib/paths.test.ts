import { homedir } from 'node:os';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { cacheFolder } from '../../../build/lib/paths.mjs';

describe('cacheFolder', () => {
  it('follows XDG_CACHE_HOME', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/somewhere' })).toBe('/somewhere/dartboard');
  });

  it.each([undefined, '', 'relative/path'])('is in ~/.cache when that is %j', (value) => {
    expect(cacheFolder({ XDG_CACHE_HOME: value })).toBe(path.join(homedir(), '.cache/dartboard'));
  });
});
