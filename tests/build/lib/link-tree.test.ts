import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { linkTree } from '../../../build/lib/link-tree.mjs';
import { temporaryFolder } from '../../temporary-folder';

let base: string;

beforeEach(() => {
  base = temporaryFolder();
  mkdirSync(path.join(base, 'from/lib'), { recursive: true });
  writeFileSync(path.join(base, 'from/lib/big.so'), 'content');
  writeFileSync(path.join(base, 'from/notes.txt'), 'notes');
});

describe('linkTree', () => {
  it('shares the space of the files', () => {
    linkTree(path.join(base, 'from'), path.join(base, 'to'));
    expect(statSync(path.join(base, 'to/lib/big.so')).ino).toBe(statSync(path.join(base, 'from/lib/big.so')).ino);
    expect(readFileSync(path.join(base, 'to/notes.txt'), 'utf8')).toBe('notes');
  });

  it('follows a symbolic link to the folder and to files', () => {
    symlinkSync(path.join(base, 'from'), path.join(base, 'alias'));
    symlinkSync('big.so', path.join(base, 'from/lib/big.so.2'));
    linkTree(path.join(base, 'alias'), path.join(base, 'to'));
    expect(statSync(path.join(base, 'to/lib/big.so.2')).isFile()).toBe(true);
  });

  it('takes only what is kept', () => {
    linkTree(path.join(base, 'from'), path.join(base, 'to'), (name: string) => name.startsWith('lib/'));
    expect(() => statSync(path.join(base, 'to/notes.txt'))).toThrow('ENOENT');
  });
});
