import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { useAppStore } from '../../../renderer/stores/app';
import { useRunStore } from '../../../renderer/stores/run';
import { fail, ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { makeAlphas, makeRecords, makeSnapshot, makeStatus, makeStep, START } from '../helpers/records';

const records = makeRecords(2, 10);
const finished = makeStatus({ state: 'finished', epoch: 1, globalStep: 20, time: START + 9_999 });

describe('the run store', () => {
  let bridge: TestBridge;

  beforeEach(() => {
    bridge = useTestBridge({ 'runs:live': () => ok(null) });
  });

  it('shows a live run and its replay alike', async () => {
    const run = useRunStore();
    bridge.answers['runs:live'] = () => ok(makeSnapshot('a', records.slice(0, 7), true));
    expect(await run.connect()).toBe(true);
    bridge.push('run:records', { id: 'a', records: [...records.slice(7), finished] });
    const live = [run.state, [...(run.log?.series.trainLoss.ys ?? [])], run.alphas, run.shown];

    bridge.answers['runs:open'] = () => ok(makeSnapshot('a', [...records, finished], false));
    await run.open('a');
    expect([run.state, [...(run.log?.series.trainLoss.ys ?? [])], run.alphas, run.shown]).toEqual(live);
    expect(run.log?.series.trainLoss.length).toBe(20);
  });

  it('loses no record that is pushed while the run is being opened', async () => {
    const run = useRunStore();
    await run.connect();
    bridge.answers['runs:live'] = () => {
      const snapshot = makeSnapshot('a', records.slice(0, 5), true);
      bridge.push('run:records', { id: 'a', records: records.slice(3, 9) });
      return ok(snapshot);
    };
    await run.openLive();
    bridge.push('run:records', { id: 'a', records: records.slice(9) });
    expect([...(run.log?.series.trainLoss.xs ?? [])]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('does not mix a live run into an old one that is looked at', async () => {
    const run = useRunStore();
    bridge.answers['runs:open'] = () => ok(makeSnapshot('old', records, false));
    await run.connect();
    await run.open('old');
    bridge.push('run:records', { id: 'live', records: [makeStep(9, 1, 10)] });
    expect(run.log?.series.trainLoss.length).toBe(20);
    expect([run.id, run.liveId, run.isLive]).toEqual(['old', 'live', false]);
  });

  it('sends one command at a time', async () => {
    const run = useRunStore();
    bridge.answers['search:pause'] = () => ok(null);
    const pausing = run.control('pause');
    expect(run.pending).toBe('pause');
    expect(await run.control('stop')).toBe(false);
    expect(await pausing).toBe(true);
    expect(bridge.asked.map(([channel]) => channel)).toEqual(['search:pause']);
    expect(run.pending).toBeNull();
  });

  it('says why a search cannot start, and keeps the run it shows', async () => {
    const run = useRunStore();
    bridge.answers['runs:live'] = () => ok(makeSnapshot('a', records, true));
    await run.connect();
    bridge.answers['search:start'] = () => fail('A search is running already.');
    expect(await run.start('token', {})).toBe(false);
    expect([run.id, useAppStore().messages[0]?.text]).toEqual(['a', 'A search is running already.']);
  });

  it('follows the newest alphas until an older record is held', async () => {
    const run = useRunStore();
    bridge.answers['runs:live'] = () => ok(makeSnapshot('a', records, true));
    await run.connect();
    expect(run.shown?.globalStep).toBe(20);
    run.hold(run.alphas[1] ?? null);
    bridge.push('run:records', { id: 'a', records: [makeAlphas(2, 30, true)] });
    expect(run.shown?.globalStep).toBe(10);
    run.hold(null);
    expect(run.shown?.globalStep).toBe(30);
  });

  it('saves the genotype that is shown', async () => {
    const run = useRunStore();
    bridge.answers['runs:live'] = () => ok(makeSnapshot('a', records, true));
    bridge.answers['genotype:save'] = ({ format, globalStep }) => ok(`/saved/${format}-${globalStep}`);
    await run.connect();
    run.hold(run.alphas[1] ?? null);
    await run.saveGenotype('python');
    expect(run.savedAs).toBe('/saved/python-10');
    expect(bridge.asked.pop()).toEqual(['genotype:save', { runId: 'a', format: 'python', globalStep: 10 }]);
  });

  it('reads from the run folder how a run ended whose trainer died', async () => {
    const [app, run] = [useAppStore(), useRunStore()];
    bridge.answers['runs:live'] = () => ok(makeSnapshot('a', [...records, makeStatus()], true));
    bridge.answers['trainer:state'] = () => ok({ kind: 'starting' });
    const failed = makeStatus({ state: 'failed', message: 'Interrupted.', time: START + 9_999 });
    bridge.answers['runs:open'] = () => ok(makeSnapshot('a', [...records, failed], false));
    await Promise.all([app.connect(), run.connect()]);
    expect(run.isLive).toBe(true);
    bridge.push('trainer:state', { kind: 'crashed', message: 'The trainer was killed.' });
    await flushPromises();
    expect([run.state, run.status?.message, run.isLive]).toEqual(['failed', 'Interrupted.', false]);
  });
});
