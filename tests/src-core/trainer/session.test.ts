import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readRun } from '../../../src-core/runs/read-run';
import type { RunRecord } from '../../../src-core/runs/records';
import { defaultSearchConfig } from '../../../src-core/search/config';
import type { SearchConfig } from '../../../src-core/search/config';
import { Session } from '../../../src-core/trainer/session';
import type { SearchRequest } from '../../../src-core/trainer/session';
import { temporaryFolder } from '../../temporary-folder';
import { ArithmeticExecutor } from '../search/arithmetic-executor';
import { ARITHMETIC_DEVICE, arithmeticCompute } from './arithmetic-compute';
import { writeTinyDataset } from './tiny-dataset';

/** A session on arithmetic, a request for it on 20 images, and what it told. */
function smallSession(change: Partial<SearchConfig> = {}) {
  const root = temporaryFolder();
  const executor = new ArithmeticExecutor();
  const compute = arithmeticCompute(executor);
  const records: RunRecord[] = [];
  const logs: string[] = [];
  const session = new Session(compute, {
    record: (record) => records.push(record),
    log: (_level, message) => logs.push(message),
  });
  const request: SearchRequest = {
    source: { kind: 'folder', path: writeTinyDataset(join(root, 'data')) },
    config: { ...defaultSearchConfig(), epochs: 2, batchSize: 4, ...change },
    out: join(root, 'run'),
  };
  return { session, request, records, logs, executor, compute };
}

const ENDLESS = { epochs: 100_000 };

function states(records: readonly RunRecord[]): string[] {
  const all = records.flatMap((record) => (record.kind === 'status' ? [record.state] : []));
  return all.filter((state, i) => state !== all[i - 1]);
}

describe('Session', () => {
  it('goes from idle to finished, and leaves a run folder that tells the same', async () => {
    const { session, request, records, executor } = smallSession();
    expect(session.state).toBe('idle');
    const { info, folder } = await session.start(request);
    expect(folder).toBe(request.out);
    expect(info).toMatchObject({
      name: 'run',
      device: ARITHMETIC_DEVICE,
      search: request.config,
      data: { trainImages: 20 },
    });
    await session.over();
    expect(session.state).toBe('finished');
    expect(states(records)).toEqual(['preparing', 'running', 'finished']);
    // 10 images train in batches of 4, 4 and 2; two epochs.
    expect(records.filter((record) => record.kind === 'step')).toHaveLength(6);
    expect(executor.disposed).toBe(true);

    const content = await readRun(folder);
    expect(content.info).toEqual(info);
    const withoutProgress = records.filter((record) => record.kind !== 'status');
    expect(content.records.filter((record) => record.kind !== 'status')).toEqual(withoutProgress);
    expect(content.records.at(-1)).toMatchObject({ kind: 'status', state: 'finished', globalStep: 6 });
  });

  it('gives two runs of one seed the same numbers, and another seed others', async () => {
    const losses = async (seed: number): Promise<unknown[]> => {
      const { session, request, records } = smallSession({ seed });
      await session.start(request);
      await session.over();
      return records.flatMap((record) => (record.kind === 'step' ? [record.train.loss, record.valid.loss] : []));
    };
    const first = await losses(7);
    expect(await losses(7)).toEqual(first);
    expect(await losses(8)).not.toEqual(first);
  });

  it('pauses, resumes and stops', async () => {
    const { session, request, records, executor } = smallSession(ENDLESS);
    await session.start(request);
    await session.pause();
    expect(session.state).toBe('paused');
    const steps = executor.steps;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(executor.steps).toBe(steps);
    session.resume();
    while (executor.steps === steps) await new Promise((resolve) => setImmediate(resolve));
    await session.stop();
    expect(session.state).toBe('stopped');
    expect(states(records)).toEqual(['preparing', 'running', 'paused', 'running', 'stopped']);
    expect(existsSync(join(request.out, 'owner.json'))).toBe(false);
  });

  it('stops while paused, and before the first step', async () => {
    const paused = smallSession(ENDLESS);
    await paused.session.start(paused.request);
    await paused.session.pause();
    await paused.session.stop();
    expect(paused.session.state).toBe('stopped');

    const early = smallSession(ENDLESS);
    const started = early.session.start(early.request);
    await early.session.stop();
    expect(early.session.state).toBe('stopped');
    expect((await started).folder).toBe(early.request.out);
    expect(early.executor.steps).toBe(0);
    expect(states(early.records)).toEqual(['preparing', 'stopped']);
  });

  it('answers what does not fit its state with a sentence, and goes on', async () => {
    const { session, request } = smallSession(ENDLESS);
    await expect(session.pause()).rejects.toThrow('There is no search to pause; start one first.');
    expect(() => {
      session.resume();
    }).toThrow('There is no search to resume; start one first.');
    await expect(session.stop()).rejects.toThrow('There is no search to stop; start one first.');
    await session.start(request);
    await expect(session.start(request)).rejects.toThrow('This trainer has its search already');
    await session.pause();
    await expect(session.pause()).rejects.toThrow('The search is paused already.');
    session.resume();
    await session.stop();
    await expect(session.pause()).rejects.toThrow('There is nothing to pause: the search has ended (stopped).');
    await expect(session.stop()).rejects.toThrow('There is nothing to stop: the search has ended (stopped).');
    await session.close();
  });

  it('is idle again after a start that was refused, and leaves no run folder', async () => {
    const { session, request } = smallSession();
    const bad = { ...request, source: { kind: 'folder' as const, path: join(request.out, 'nowhere') } };
    await expect(session.start(bad)).rejects.toThrow(/nowhere does not exist/);
    await expect(session.start({ ...request, config: { ...request.config, trainPortion: 0.01 } })).rejects.toThrow(
      'data has 20 training images: too few to split with a training portion (trainPortion) of 0.01.',
    );
    expect(session.state).toBe('idle');
    expect(existsSync(request.out)).toBe(false);
    await session.start(request);
    await session.over();
    expect(session.state).toBe('finished');
  });

  it('keeps nobody waiting for the pause of a start that was refused', async () => {
    const { session, request, compute } = smallSession();
    compute.device = () => Promise.reject(new Error('no such engine'));
    const started = session.start(request);
    const paused = session.pause();
    await expect(started).rejects.toThrow('The search failed: no such engine.');
    await expect(paused).rejects.toThrow('The search is not paused');
  });

  it('never writes into a folder that is there', async () => {
    const { session, request } = smallSession();
    mkdirSync(request.out);
    await expect(session.start(request)).rejects.toThrow(`${request.out} exists already`);
  });

  it.each([
    [
      new Error('OOM when allocating tensor with shape[64,16,32,32]\n at Conv2D'),
      'The device ran out of memory. Start again with a smaller batch size (batchSize, now 4) or fewer initial channels (channels, now 16).',
    ],
    [new Error('Invalid argument\nwith a trace'), 'The search failed: Invalid argument.'],
  ])('ends as failed with one sentence when a step fails', async (error, sentence) => {
    const { session, request, records, executor } = smallSession();
    executor.searchStep = () => {
      throw error;
    };
    await session.start(request);
    await session.over();
    expect(records.at(-1)).toMatchObject({ kind: 'status', state: 'failed', message: sentence });
    expect((await readRun(request.out)).records.at(-1)).toMatchObject({ state: 'failed', message: sentence });
    expect(executor.disposed).toBe(true);
  });

  it('ends as failed when its run folder is taken away', async () => {
    const { session, request, records } = smallSession(ENDLESS);
    await session.start(request);
    rmSync(request.out, { recursive: true });
    await session.over();
    expect(session.state).toBe('failed');
    expect(records.at(-1)).toMatchObject({ message: expect.stringContaining(`${request.out}`) as string });
  });

  it('describes a data set in any state', async () => {
    const { session, request } = smallSession(ENDLESS);
    expect((await session.inspect(request.source)).facts.trainImages).toBe(20);
    await session.start(request);
    expect((await session.inspect({ kind: 'demo' })).facts.classNames).toHaveLength(10);
    await session.stop();
  });
});
