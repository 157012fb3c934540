import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';

import type { GenotypeFormat, PushChannels, RunSnapshot, Trouble } from '../../electron/contract';
import { isFinal, type AlphasRecord } from '../../src-core/runs/records';
import type { RunInfo } from '../../src-core/runs/run-info';
import type { SearchConfigInput } from '../../src-core/search/config';
import { formatCount } from '../lib/format';
import { loadRunLog } from '../lib/load-run-log';
import type { RunLog } from '../lib/run-log';
import { useAppStore } from './app';
import { useRetrainFormStore } from './retrain-form';

type RunCommand = 'start' | 'pause' | 'resume' | 'stop' | 'continue';
type RunPush = PushChannels['run:records'];

/** The run on the screen. A live run and a replayed one are the same: a snapshot, then whatever records follow. */
export const useRunStore = defineStore('run', () => {
  const app = useAppStore();
  const id = ref<string | null>(null);
  const info = shallowRef<RunInfo | null>(null);
  const log = shallowRef<RunLog | null>(null);
  /** Grows with every batch of records: what reads `log` depends on it. */
  const revision = ref(0);
  /** The run that the trainer writes, or wrote last. */
  const liveId = ref<string | null>(null);
  /** The command under way, if any. */
  const pending = ref<RunCommand | null>(null);
  /** The alphas record that the person looks at; null follows the newest. */
  const held = shallowRef<AlphasRecord | null>(null);
  /** What befell the live run last; null when nothing did. */
  const trouble = shallowRef<Trouble | null>(null);
  /** Where the genotype was saved last; empty before. */
  const savedAs = ref('');
  let openings = 0;
  let early: RunPush[] = [];

  const status = computed(() => (revision.value >= 0 ? (log.value?.status ?? null) : null));
  const state = computed(() => (revision.value >= 0 ? (log.value?.state ?? null) : null));
  const active = computed(() => state.value !== null && !isFinal(state.value));
  const alphas = computed(() => (revision.value >= 0 ? (log.value?.alphas.records ?? []) : []));
  const shown = computed(() => held.value ?? alphas.value[alphas.value.length - 1] ?? null);
  /** The genotype that is shown: of the moment that is looked at, or the one that a retraining trains. */
  const genotype = computed(
    () => shown.value?.genotype ?? (info.value?.kind === 'retrain' ? info.value.genotype : null),
  );
  const isLive = computed(() => active.value && id.value === liveId.value);

  /** Opens a run by what `load` gives; records that are pushed meanwhile are kept for it. */
  async function enter(load: () => Promise<RunSnapshot | null | undefined>): Promise<boolean> {
    openings += 1;
    try {
      const snapshot = await load();
      if (snapshot === undefined || snapshot === null) return false;
      const opened = await loadRunLog(snapshot, (opening) => app.ask('runs:records', opening));
      if (opened === null) return false;
      take(snapshot, opened);
      return true;
    } finally {
      openings -= 1;
      if (openings === 0) early = [];
    }
  }

  function take(snapshot: RunSnapshot, opened: RunLog): void {
    for (const push of early) if (push.id === snapshot.id) opened.append(push.records);
    if (snapshot.id !== id.value) {
      held.value = null;
      savedAs.value = '';
    }
    id.value = snapshot.id;
    info.value = snapshot.info;
    log.value = opened;
    if (snapshot.live) liveId.value = snapshot.id;
    revision.value += 1;
  }

  function receive(push: RunPush): void {
    liveId.value = push.id;
    if (openings > 0) early.push(push);
    if (push.id !== id.value || log.value === null) return;
    log.value.append(push.records);
    revision.value += 1;
  }

  async function open(runId: string): Promise<boolean> {
    return enter(() => app.ask('runs:open', runId));
  }

  /** Opens the live run; false when there is none. */
  async function openLive(): Promise<boolean> {
    return enter(() => app.ask('runs:live'));
  }

  async function start(dataset: string, config: SearchConfigInput): Promise<boolean> {
    return command('start', () => enter(() => app.ask('search:start', { dataset, config })));
  }

  async function control(what: 'pause' | 'resume' | 'stop'): Promise<boolean> {
    return command(what, async () => (await app.ask(`search:${what}`)) !== undefined);
  }

  async function command(what: RunCommand, run: () => Promise<boolean>): Promise<boolean> {
    if (pending.value !== null) return false;
    pending.value = what;
    try {
      return await run();
    } finally {
      pending.value = null;
    }
  }

  /** Continues a run that has ended before its end, from its newest checkpoint. */
  async function resumeRun(runId: string): Promise<boolean> {
    return command('continue', () => enter(() => app.ask('runs:resume', runId)));
  }

  /** Looks at one alphas record; null follows the newest again. */
  function hold(record: AlphasRecord | null): void {
    held.value = record;
  }

  /** Saves the genotype that is shown, where the person says in the save dialog. */
  async function saveGenotype(format: GenotypeFormat): Promise<void> {
    if (id.value === null || shown.value === null) return;
    const { globalStep } = shown.value;
    const path = await app.ask('genotype:save', { runId: id.value, format, globalStep });
    if (typeof path === 'string') savedAs.value = path;
  }

  /** Goes to where the genotype that is shown can be retrained. */
  function retrainShown(): void {
    if (genotype.value === null || info.value === null) return;
    const moment = shown.value === null ? '' : `, step ${formatCount(shown.value.globalStep)}`;
    useRetrainFormStore().retrain({ name: `${info.value.name}${moment}`, genotype: genotype.value });
  }

  /** Listens to the live run, now and later; gives true when one was found and opened. */
  async function connect(): Promise<boolean> {
    window.dartboard.on('run:records', receive);
    window.dartboard.on('run:trouble', (next) => (trouble.value = next));
    void window.dartboard.request('runs:trouble').then((outcome) => {
      if (outcome.ok) trouble.value = outcome.value;
    });
    // Its log was cut to the checkpoint that it goes on from.
    window.dartboard.on('run:reopened', ({ id: reopened }) => {
      if (reopened === id.value) void open(reopened);
    });
    // A trainer that died cannot tell how its run ended; the run folder can.
    window.dartboard.on('trainer:state', (trainer) => {
      if (trainer.kind === 'crashed' && isLive.value && id.value !== null) void open(id.value);
    });
    return openLive();
  }

  return {
    id,
    info,
    log,
    revision,
    liveId,
    pending,
    held,
    savedAs,
    trouble,
    status,
    state,
    active,
    alphas,
    shown,
    genotype,
    isLive,
    open,
    openLive,
    start,
    control,
    resumeRun,
    hold,
    saveGenotype,
    retrainShown,
    connect,
  };
});
