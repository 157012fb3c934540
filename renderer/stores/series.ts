import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

import type { RunSnapshot, WaitingRun } from '../../electron/contract';
import { formatNoun } from '../lib/format';
import { useAppStore } from './app';
import { named, useRetrainFormStore } from './retrain-form';
import { useRunStore } from './run';

/** Retrainings that run one after another. */
export const useSeriesStore = defineStore('series', () => {
  const app = useAppStore();
  const form = useRetrainFormStore();
  const run = useRunStore();
  /** Those that have not been started yet. */
  const waiting = shallowRef<readonly WaitingRun[]>([]);
  const starting = ref(false);

  /** Starts what the form holds: one retraining, or a series. */
  async function start(): Promise<void> {
    const { request, candidates, seeds, runCount } = form;
    if (request === null || seeds === null) return;
    const { dataset, config } = request;
    await begin(() =>
      runCount === 1
        ? app.ask('retrain:start', request)
        : app.ask('series:start', { candidates: candidates.map(named), seeds, dataset, config }),
    );
  }

  /** Starts the next one of a series that was held. */
  async function goOn(): Promise<void> {
    await begin(() => app.ask('series:go-on'));
  }

  async function begin(ask: () => Promise<RunSnapshot | undefined>): Promise<void> {
    starting.value = true;
    const snapshot = await ask();
    starting.value = false;
    if (snapshot !== undefined && (await run.openLive())) app.view = 'run';
  }

  /** Starts none of them any more. */
  async function drop(): Promise<void> {
    await app.ask('series:drop');
  }

  /** Follows the series, also one of an earlier session. */
  async function connect(): Promise<void> {
    window.dartboard.on('series:changed', (changed) => {
      waiting.value = changed.waiting;
      if (changed.started === null) return;
      // Who was looking at the one before goes on with this one.
      if (run.id === run.liveId && run.held === null) void run.openLive();
      else app.show(`The next of the series has started; ${formatNoun(changed.waiting.length, 'other')} wait.`, 'hint');
    });
    const outcome = await window.dartboard.request('series:waiting');
    if (outcome.ok) waiting.value = outcome.value;
  }

  return { waiting, starting, start, goOn, drop, connect };
});
