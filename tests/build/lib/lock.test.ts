import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { withLock } from '../../../build/lib/lock.mjs';
import { temporaryFolder } from '../../temporary-folder';

let cache: string;

beforeEach(() => {
  cache = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', cache);
});

const locks = (): string[] => readdirSync(path.join(cache, 'dartboard/locks'));

describe('withLock', () => {
  it('lets one in at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push(`${name} out`);
    };
    await Promise.all([withLock('thing', work('first')), withLock('thing', work('second'))]);
    expect(order).toEqual(['first in', 'first out', 'second in', 'second out']);
  });

  it('is free again after a failure', async () => {
    await expect(withLock('thing', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(locks()).toEqual([]);
  });

  it('takes over from a process that was killed', async () => {
    const module = path.resolve('build/lib/lock.mjs');
    const holder = spawn(process.execPath, [
      ...['--input-type=module', '-e'],
      `import { withLock } from ${JSON.stringify(module)}; withLock('thing', () => { console.log('held'); return new Promise((r) => setTimeout(r, 60000)); });`,
    ]);
    await once(holder.stdout, 'data');
    expect(locks()).toHaveLength(1);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await expect(withLock('thing', async () => 'mine')).resolves.toBe('mine');
  });

  it('takes over from a process whose number now belongs to another program', async () => {
    await withLock('thing', async () => undefined);
    const file = await withLock('thing', async () => path.join(cache, 'dartboard/locks', locks()[0] ?? ''));
    writeFileSync(file, JSON.stringify({ subject: 'thing', owners: [{ pid: process.pid, started: '1' }] }));
    await expect(withLock('thing', async () => 'mine')).resolves.toBe('mine');
  });

  it('waits for a child that outlives the process which started it', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    let record = '';
    let file = '';
    await withLock('thing', async (alsoHeldBy: (pid: number) => void) => {
      alsoHeldBy(child.pid ?? 0);
      file = path.join(cache, 'dartboard/locks', locks()[0] ?? '');
      record = readFileSync(file, 'utf8');
    });
    const { owners } = JSON.parse(record);
    writeFileSync(file, JSON.stringify({ subject: 'thing', owners: [{ pid: 999_999_999, started: '1' }, owners[1]] }));
    let entered = false;
    const waiting = withLock('thing', async () => {
      entered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(entered).toBe(false);
    child.kill('SIGKILL');
    await waiting;
    expect(entered).toBe(true);
  });
});
