import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { useRunStore } from '../../../renderer/stores/run';
import RunView from '../../../renderer/views/RunView.vue';
import type { RunRecord } from '../../../src-core/runs/records';
import { ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { makeAlphas, makeRecords, makeSnapshot, makeStatus, START } from '../helpers/records';

describe('RunView', () => {
  let bridge: TestBridge;
  let view: VueWrapper;

  beforeEach(() => {
    bridge = useTestBridge();
  });

  afterEach(() => {
    vi.useRealTimers();
    view.unmount();
  });

  async function show(records: readonly RunRecord[], live = true): Promise<void> {
    bridge.answers['runs:live'] = () => ok(makeSnapshot('my run', records, live));
    await useRunStore().connect();
    view = mount(RunView, { attachTo: document.body });
    // What lies below follows in frames of its own.
    await vi.waitFor(() => view.get('[data-testid=log-panel]'), 10_000);
  }

  function text(testId: string): string {
    return view.get(`[data-testid=${testId}]`).text();
  }

  it('shows where a live run stands', async () => {
    const records = [...makeRecords(1, 10), makeStatus({ epoch: 1, step: 0, globalStep: 10, etaSeconds: 61 })];
    await show(records);
    expect(text('run-state')).toBe('Running');
    expect(text('step-counter')).toBe('10 / 20');
    expect(text('epoch')).toBe('2 / 2');
    expect(text('step-time')).toBe('100 ms');
    expect(text('eta')).toBe('1 min 01 s');
    expect(text('best')).toBe('20.0%');
    expect(view.get('[data-testid=progress]').attributes('aria-valuenow')).toBe('50');
  });

  it('says that it compiles until there is a step', async () => {
    await show([makeStatus({ epoch: 0, step: 0, globalStep: 0, stepMs: null })]);
    expect(text('step-time')).toBe('compiling…');
  });

  it('says what an interruption would cost, as soon as that is known', async () => {
    await show([makeStatus({ state: 'preparing', stepMs: null })]);
    expect(text('step-time')).toBe('compiling…');
    expect(view.find('[data-testid=promise]').exists()).toBe(false);
    const probe = { kind: 'probe', grade: 'identical', milliseconds: 900, time: START } as const;
    bridge.push('run:records', { id: 'my run', records: [probe] });
    await vi.waitFor(() => {
      expect(text('promise')).toBe('bit-identical');
    });
    expect(view.text()).toContain('goes on bit for bit, as steps that were tried twice showed');
  });

  it('draws a point for every step, and more as they come', async () => {
    vi.useFakeTimers();
    const records = makeRecords(3, 10);
    await show(records.slice(0, 6));
    const points = () => Number(view.get('[data-testid=chart-loss]').attributes('data-points'));
    await vi.advanceTimersByTimeAsync(300);
    expect(points()).toBe(5);
    bridge.push('run:records', { id: 'my run', records: records.slice(6) });
    await vi.advanceTimersByTimeAsync(300);
    expect(points()).toBe(30);
    expect(view.get('[data-testid=chart-accuracy]').attributes('data-points')).toBe('30');
  });

  it('draws both cells and their alphas, and changes them with the newest record', async () => {
    await show(makeRecords(1, 10));
    for (const cell of ['normal', 'reduce']) {
      expect(view.get(`[data-testid=cell-${cell}]`).findAll('.cell-edge')).toHaveLength(8);
      expect(view.get(`[data-testid=alphas-${cell}]`).findAll('tbody tr')).toHaveLength(14);
    }
    const before = text('genotype-text');
    bridge.push('run:records', { id: 'my run', records: [makeAlphas(1, 17, false)] });
    await flushPromises();
    expect(text('genotype-text')).not.toBe(before);
    expect(text('genotype-text')).toMatch(/^Genotype\(/);
  });

  it('pauses, resumes and stops', async () => {
    const tell = (state: 'paused' | 'running' | 'stopped', time: number) => () => {
      bridge.push('run:records', {
        id: 'my run',
        records: [makeStatus({ state, globalStep: 10, time: START + time })],
      });
      return ok(null);
    };
    bridge.answers['search:pause'] = tell('paused', 2_000);
    bridge.answers['search:resume'] = tell('running', 3_000);
    bridge.answers['search:stop'] = tell('stopped', 4_000);
    vi.useFakeTimers({ toFake: ['Date'], now: START + 5_000 });
    await show([...makeRecords(1, 10), makeStatus({ globalStep: 10, time: START + 1_000 })]);
    for (const [button, state] of [
      ['search-pause', 'Paused'],
      ['search-resume', 'Running'],
      ['search-stop', 'Stopped'],
    ] as const) {
      await view.get(`[data-testid=${button}]`).trigger('click');
      await flushPromises();
      expect(text('run-state')).toBe(state);
    }
    expect(view.find('[data-testid=search-stop]').exists()).toBe(false);
  });

  it('asks before it stops a search that has worked for long', async () => {
    const hour = 3_600_000;
    const records = [...makeRecords(1, 10), makeStatus({ globalStep: 10, time: START + 1_000 })];
    vi.useFakeTimers({ toFake: ['Date'], now: START + hour });
    bridge.answers['search:stop'] = () => ok(null);
    await show(records);
    const stops = () => bridge.asked.filter(([channel]) => channel === 'search:stop').length;
    await view.get('[data-testid=search-stop]').trigger('click');
    expect([stops(), view.get('dialog').attributes('open')]).toEqual([0, '']);
    await view.get('[data-testid=search-stop-confirm]').trigger('click');
    expect([stops(), view.get('dialog').attributes('open')]).toEqual([1, undefined]);
  });

  it('says why a run failed', async () => {
    await show([makeStatus({ state: 'failed', message: 'The search diverged.' })], false);
    expect(view.text()).toContain('The search diverged.');
    expect(view.find('[data-testid=search-pause]').exists()).toBe(false);
  });

  it('invites to a search when there is none', async () => {
    view = mount(RunView);
    await flushPromises();
    expect(view.text()).toContain('No search is running');
  });
});
