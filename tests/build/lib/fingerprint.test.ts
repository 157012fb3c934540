import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { contentFingerprint, fingerprint } from '../../../build/lib/fingerprint.mjs';
import { temporaryFolder } from '../../temporary-folder';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder, 'src/deep'), { recursive: true });
  writeFileSync(path.join(folder, 'src/a.ts'), 'one');
  writeFileSync(path.join(folder, 'src/deep/b.ts'), 'two');
  writeFileSync(path.join(folder, 'other.txt'), 'outside');
});

const now = (): string => contentFingerprint(folder, ['src', 'absent']);

describe('contentFingerprint', () => {
  it('stays the same while nothing is touched', () => {
    expect(now()).toBe(now());
  });

  it('changes with a file deep inside', () => {
    const before = now();
    writeFileSync(path.join(folder, 'src/deep/b.ts'), 'three');
    expect(now()).not.toBe(before);
  });

  it('changes with a name', () => {
    const before = now();
    renameSync(path.join(folder, 'src/a.ts'), path.join(folder, 'src/c.ts'));
    expect(now()).not.toBe(before);
  });

  it('changes when what was absent appears', () => {
    const before = now();
    writeFileSync(path.join(folder, 'absent'), '');
    expect(now()).not.toBe(before);
  });

  it('does not see what it was not asked for', () => {
    const before = now();
    writeFileSync(path.join(folder, 'other.txt'), 'changed');
    expect(now()).toBe(before);
  });
});

describe('fingerprint', () => {
  it('tells values apart that print alike', () => {
    expect(fingerprint('1', 2)).not.toBe(fingerprint(1, '2'));
    expect(fingerprint(['a', 'b'])).not.toBe(fingerprint('a', 'b'));
  });
});
