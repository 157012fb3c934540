import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { describe, expect, it, onTestFinished } from 'vitest';

import { readRun } from '../../../src-core/runs/read-run';
import { temporaryFolder } from '../../temporary-folder';
import { bundleTrainer } from '../trainer/trainer-bundle';
import { writeTinyDataset } from '../trainer/tiny-dataset';

// Slow: these are real processes with a search on TensorFlow.

const bundle = bundleTrainer();

/** Starts a search that does not end by itself, with its records on standard output. */
function startSearch() {
  const root = temporaryFolder();
  const out = join(root, 'run');
  const data = writeTinyDataset(join(root, 'data'));
  const options = ['--epochs', '1000', '--channels', '2', '--layers', '1', '--batch-size', '5', '--json'];
  const search = spawn(process.execPath, [bundle, 'search', '--data', data, '--out', out, ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    search.kill('SIGKILL');
  });
  return { search, out };
}

type Search = ReturnType<typeof startSearch>['search'];

/** Waits for the first step, checking that every line so far is JSON. */
async function firstStep(search: Search): Promise<void> {
  for await (const line of createInterface({ input: search.stdout })) {
    if ((JSON.parse(line) as { kind: string }).kind === 'step') break;
  }
  search.stdout.resume();
}

describe('a search on the command line', { timeout: 120_000 }, () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops on %s after its step, closes its folder and ends with %i', async (signal, code) => {
    const { search, out } = startSearch();
    await firstStep(search);
    search.kill(signal);
    expect(await once(search, 'exit')).toEqual([code, null]);
    expect((await readRun(out)).records.at(-1)).toMatchObject({ kind: 'status', state: 'stopped' });
  });

  it('ends on a second SIGINT wherever it is, and its folder reads as ended', async () => {
    const { search, out } = startSearch();
    await firstStep(search);
    const exit = once(search, 'exit');
    const again = setInterval(() => search.kill('SIGINT'), 50);
    const [code, signal] = (await exit) as [number | null, string | null];
    clearInterval(again);
    expect(signal ?? code).toBeOneOf(['SIGINT', 130]);
    const last = (await readRun(out)).records.at(-1);
    expect(last?.kind === 'status' ? last.state : null).toBeOneOf(['stopped', 'failed']);
  });

  it('stops when nobody reads its output any more', async () => {
    const { search, out } = startSearch();
    await firstStep(search);
    search.stdout.destroy();
    expect(await once(search, 'exit')).toEqual([1, null]);
    expect((await readRun(out)).records.at(-1)).toMatchObject({ kind: 'status', state: 'stopped' });
  });
});
