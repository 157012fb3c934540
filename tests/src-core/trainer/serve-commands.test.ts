import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readRun } from '../../../src-core/runs/read-run';
import { defaultSearchConfig } from '../../../src-core/search/config';
import type { TrainerEvent } from '../../../src-core/trainer/protocol';
import { temporaryFolder } from '../../temporary-folder';
import { writeTinyDataset } from './tiny-dataset';
import { bundleTrainer } from './trainer-bundle';
import { TrainerClient } from './trainer-client';

// Slow: these are real trainers, forked as the app forks them, on TensorFlow.

const bundle = bundleTrainer();

function ofType<T extends TrainerEvent['type']>(type: T) {
  return (event: TrainerEvent): event is Extract<TrainerEvent, { type: T }> => event.type === type;
}

/** A trainer with a search that does not end by itself. */
async function searchingTrainer(): Promise<{ readonly trainer: TrainerClient; readonly out: string }> {
  const root = temporaryFolder();
  const trainer = new TrainerClient(bundle);
  const out = join(root, 'run');
  const answer = await trainer.ask({
    type: 'start',
    source: { kind: 'folder', path: writeTinyDataset(join(root, 'data')) },
    config: { ...defaultSearchConfig(), epochs: 1_000, batchSize: 5, channels: 2, layers: 1 },
    out,
  });
  expect(answer).toMatchObject({ type: 'reply', value: { type: 'run', folder: out } });
  return { trainer, out };
}

/** Processor time that a process has used, in clock ticks: fields 14 and 15 of /proc/PID/stat. */
function processorTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('serveCommands', { timeout: 120_000 }, () => {
  it('is ready, tells its device, describes data sets and leaves when asked', async () => {
    const trainer = new TrainerClient(bundle);
    const ready = await trainer.until(ofType('ready'));
    expect(trainer.events[0]).toBe(ready);
    expect(ready.pid).toBe(trainer.pid);

    const answer = await trainer.ask({ type: 'inspect', source: { kind: 'demo' } });
    expect(answer).toMatchObject({ type: 'reply', value: { type: 'preview', preview: { facts: { format: 'demo' } } } });
    expect(await trainer.ask({ type: 'inspect', source: { kind: 'folder', path: '/nowhere/at/all' } })).toMatchObject({
      type: 'error',
      message: expect.stringContaining('/nowhere/at/all does not exist') as string,
    });

    const { device } = await trainer.until(ofType('device'));
    expect(device.name).not.toBe('');
    expect(await trainer.ask({ type: 'shutdown' })).toMatchObject({ type: 'reply', value: { type: 'done' } });
    expect(await trainer.exit()).toEqual({ code: 0, signal: null });
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'searches, uses no processor time while paused, goes on, and stops with its folder closed',
    async () => {
      const { trainer, out } = await searchingTrainer();
      await trainer.untilRecords((records) => records.some((record) => record.kind === 'step'));

      expect(await trainer.ask({ type: 'pause' })).toMatchObject({ type: 'reply' });
      expect(trainer.records.at(-1)).toMatchObject({ kind: 'status', state: 'paused' });
      await sleep(500);
      const said = (): number => trainer.events.filter(({ type }) => type !== 'heartbeat').length;
      const [ticks, events] = [processorTicks(trainer.pid), said()];
      await sleep(2_000);
      // Two seconds are 200 ticks; a few may go to the garbage collector.
      expect(processorTicks(trainer.pid) - ticks).toBeLessThanOrEqual(4);
      expect(said()).toBe(events);

      expect(await trainer.ask({ type: 'resume' })).toMatchObject({ type: 'reply' });
      const steps = trainer.records.filter((record) => record.kind === 'step').length;
      await trainer.untilRecords((records) => records.filter((r) => r.kind === 'step').length > steps);

      expect(await trainer.ask({ type: 'stop' })).toMatchObject({ type: 'reply' });
      expect(trainer.records.at(-1)).toMatchObject({ kind: 'status', state: 'stopped' });
      const { records } = await readRun(out);
      expect(records.filter((r) => r.kind === 'step')).toEqual(trainer.records.filter((r) => r.kind === 'step'));
      expect(existsSync(join(out, 'owner.json'))).toBe(false);

      expect(await trainer.ask({ type: 'pause' })).toMatchObject({ type: 'error' });
      await trainer.ask({ type: 'shutdown' });
      expect(await trainer.exit()).toEqual({ code: 0, signal: null });
    },
  );

  it.each(['disconnect', 'SIGTERM'] as const)('closes its run and ends on %s', async (how) => {
    const { trainer, out } = await searchingTrainer();
    await trainer.untilRecords((records) => records.some((record) => record.kind === 'step'));
    if (how === 'disconnect') trainer.disconnect();
    else trainer.signal('SIGTERM');
    expect(await trainer.exit()).toEqual({ code: 0, signal: null });
    expect((await readRun(out)).records.at(-1)).toMatchObject({ kind: 'status', state: 'stopped' });
  });

  it('saves when it is told to go, and another trainer goes on from there', async () => {
    const { trainer, out } = await searchingTrainer();
    await trainer.untilRecords((records) => records.some((record) => record.kind === 'step'));
    trainer.signal('SIGTERM');
    await trainer.exit();
    const { records } = await readRun(out);
    const saved = records.findLast((record) => record.kind === 'checkpoint');
    expect(saved).toMatchObject({ reason: 'stop' });

    const next = new TrainerClient(bundle);
    const answer = await next.ask({ type: 'continue', folder: out });
    expect(answer).toMatchObject({ type: 'reply', value: { type: 'run', folder: out } });
    await next.untilRecords((all) => all.filter((record) => record.kind === 'step').length > 1);
    const resumed = next.records.find((record) => record.kind === 'resumed');
    expect(resumed).toMatchObject({
      file: saved?.file,
      globalStep: saved?.globalStep,
      grade: 'identical',
      skipped: [],
    });
    const steps = next.records.filter((record) => record.kind === 'step');
    expect(steps[0]?.globalStep).toBe((saved?.globalStep ?? 0) + 1);
    // While it computes it says how long it may be silent.
    const beats = next.events.filter((event) => event.type === 'heartbeat');
    expect(beats.some(({ withinMs }) => (withinMs ?? 0) >= 60_000)).toBe(true);

    // One run, one process.
    const third = new TrainerClient(bundle);
    expect(await third.ask({ type: 'continue', folder: out })).toMatchObject({
      type: 'error',
      message: `${out} is in use: process ${next.pid} writes this run. Stop it there first, or watch it there.`,
    });
  });

  it('answers garbage and lives', async () => {
    const trainer = new TrainerClient(bundle);
    for (const garbage of ['hello', 17, true, [], { seq: 'x' }, { type: 'explode' }]) trainer.sendRaw(garbage);
    trainer.sendRaw({ type: 'start', seq: 70, source: { kind: 'demo' }, config: { epochs: 0 }, out: '/tmp/never' });
    trainer.sendRaw({ type: 'explode', seq: 71 });
    trainer.sendRaw({ type: 'pause', seq: 72, more: true });
    trainer.sendRaw({ type: 'inspect', seq: 73, source: { kind: 'folder', path: '' } });
    for (const seq of [70, 71, 72, 73]) {
      const answer = await trainer.until((event): event is Extract<TrainerEvent, { type: 'error' }> => {
        return event.type === 'error' && event.seq === seq;
      });
      expect(answer.message).toMatch(/^The trainer was sent a command it does not understand/);
    }
    expect(trainer.events.filter((event) => event.type === 'log' && event.level === 'error')).toHaveLength(6);
    expect(existsSync('/tmp/never')).toBe(false);
    expect(await trainer.ask({ type: 'shutdown' })).toMatchObject({ type: 'reply' });
  });
});
