import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { provideFolder, stampOf } from '../../../build/lib/provide-folder.mjs';
import { temporaryFolder } from '../../temporary-folder';

let base: string;
let folder: string;

beforeEach(() => {
  base = temporaryFolder();
  folder = path.join(base, 'thing');
  vi.stubEnv('XDG_CACHE_HOME', path.join(base, 'cache'));
});

const provide = (fingerprint: string, make: (partial: string) => Promise<unknown>): Promise<unknown> =>
  provideFolder({ folder, fingerprint, title: 'Making a thing', make });

const write = (content: string) => async (partial: string) => {
  writeFileSync(path.join(partial, 'file'), content);
  return { content };
};

describe('provideFolder', () => {
  it('makes the folder once', async () => {
    const make = vi.fn(write('first'));
    await provide('v1', make);
    await provide('v1', make);
    expect(make).toHaveBeenCalledTimes(1);
    expect(stampOf(folder)).toEqual({ content: 'first', fingerprint: 'v1' });
  });

  it('makes it anew when what goes into it has changed', async () => {
    await provide('v1', write('first'));
    await provide('v2', write('second'));
    expect(readFileSync(path.join(folder, 'file'), 'utf8')).toBe('second');
  });

  it('keeps the old folder when making the new one fails, and leaves nothing beside it', async () => {
    await provide('v1', write('first'));
    const failing = provide('v2', async (partial) => {
      writeFileSync(path.join(partial, 'half'), '');
      throw new Error('cut off');
    });
    await expect(failing).rejects.toThrow('cut off');
    expect(readFileSync(path.join(folder, 'file'), 'utf8')).toBe('first');
    expect(readdirSync(base).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('clears what a killed process left', async () => {
    mkdirSync(path.join(base, 'thing.partial-999999/deep'), { recursive: true });
    await provide('v1', write('first'));
    expect(existsSync(path.join(base, 'thing.partial-999999'))).toBe(false);
  });

  it('does not take a folder without a stamp as ready', async () => {
    mkdirSync(folder);
    const make = vi.fn(write('first'));
    await provide('v1', make);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('makes it once for two that ask at the same time', async () => {
    const make = vi.fn(write('first'));
    await Promise.all([provide('v1', make), provide('v1', make)]);
    expect(make).toHaveBeenCalledTimes(1);
  });
});
