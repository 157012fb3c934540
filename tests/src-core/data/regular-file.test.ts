import { truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readingError } from '../../../src-core/file-errors';
import { withRegularFile } from '../../../src-core/data/regular-file';
import { UserError } from '../../../src-core/user-error';
import { temporaryFolder } from '../../temporary-folder';

describe('withRegularFile', () => {
  it('reads any part of a file', async () => {
    const path = join(temporaryFolder(), 'file');
    await writeFile(path, 'abcdef');
    const bytes = new Uint8Array(3);
    const size = await withRegularFile(dirname(path), path, async (file) => {
      await file.fill(bytes, 2);
      return file.size;
    });
    expect(size).toBe(6);
    expect(Buffer.from(bytes).toString()).toBe('cde');
  });

  it('tells when the file becomes shorter while it is read', async () => {
    const path = join(temporaryFolder(), 'file');
    await writeFile(path, 'abcdef');
    const reading = withRegularFile(dirname(path), path, async (file) => {
      await truncate(path, 2);
      await file.fill(new Uint8Array(file.size), 0);
    });
    await expect(reading).rejects.toThrow(`${path} became shorter while it was read`);
  });

  it('leaves a fault of the program as it is', async () => {
    const path = join(temporaryFolder(), 'file');
    await writeFile(path, 'abcdef');
    const fault = new TypeError('a bug');
    await expect(withRegularFile(dirname(path), path, () => Promise.reject(fault))).rejects.toBe(fault);
  });
});

describe('readingError', () => {
  it('has a sentence for errors that it does not know', () => {
    const error = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    const told = readingError('/disk/file', error);
    expect(told).toBeInstanceOf(UserError);
    expect(told).toMatchObject({
      message: '/disk/file cannot be read (EIO: i/o error, read); check the disk and try again.',
    });
  });
});
