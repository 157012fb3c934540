import { createPinia, setActivePinia } from 'pinia';
import { vi } from 'vitest';

import type {
  AppSettings,
  DartboardBridge,
  DatasetChoice,
  Outcome,
  PushChannel,
  PushChannels,
  RequestChannel,
  RequestChannels,
} from '../../../electron/contract';

type Answer<C extends RequestChannel> = (
  ...args: Parameters<RequestChannels[C]>
) => Outcome<ReturnType<RequestChannels[C]>> | Promise<Outcome<ReturnType<RequestChannels[C]>>>;
type Answers = { [C in RequestChannel]?: Answer<C> };
type Listeners = { [C in PushChannel]: Set<(payload: PushChannels[C]) => void> };

/** Main's end of `window.dartboard`, answered by the test: Electron does not run here. */
export interface TestBridge {
  /** Channels asked for, in order, with their arguments. */
  readonly asked: [channel: RequestChannel, ...args: unknown[]][];
  readonly answers: Answers;
  push<C extends PushChannel>(channel: C, payload: PushChannels[C]): void;
  dropped: Outcome<DatasetChoice>;
}

const SETTINGS: AppSettings = { theme: 'system', onClose: 'ask', notify: true, keepAwake: true, tourSeen: true };

/** What the window asks by itself when it starts; a fresh profile with no runs answers so. */
function freshProfile(): Answers {
  let settings = SETTINGS;
  return {
    'settings:get': () => ok(settings),
    'settings:set': (change) => ok((settings = { ...settings, ...change })),
    'dataset:recent': () => ok([]),
    'runs:broken': () => ok([]),
    'runs:interrupted': () => ok(null),
    'genotype:pending': () => ok(null),
    'search:estimate': () => ok(null),
    'runs:trouble': () => ok(null),
    'trainer:log': () => ok([]),
  };
}

/** Puts a bridge on the window and a fresh Pinia under it. What the test does not answer fails with its channel's name. */
export function useTestBridge(answers: Answers = {}): TestBridge {
  setActivePinia(createPinia());
  const listeners: Listeners = {
    'menu:command': new Set(),
    'settings:changed': new Set(),
    'trainer:state': new Set(),
    'trainer:log': new Set(),
    'run:records': new Set(),
    'run:reopened': new Set(),
    'run:trouble': new Set(),
    'dataset:opened': new Set(),
    'genotype:opened': new Set(),
    'series:changed': new Set(),
    'app:message': new Set(),
  };
  const bridge: TestBridge = {
    asked: [],
    answers: { ...freshProfile(), ...answers },
    push: (channel, payload) => {
      for (const listener of listeners[channel]) listener(payload);
    },
    dropped: { ok: false, message: 'Nothing was dropped.' },
  };
  const dartboard: DartboardBridge = {
    async request(channel, ...args) {
      bridge.asked.push([channel, ...args]);
      const answer = bridge.answers[channel];
      return answer === undefined ? fail(`No answer to ${channel}.`) : await answer(...args);
    },
    on(channel, listener) {
      listeners[channel].add(listener);
      return () => listeners[channel].delete(listener);
    },
    dropDataset: () => Promise.resolve(bridge.dropped),
  };
  vi.stubGlobal('dartboard', dartboard);
  return bridge;
}

export function ok<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function fail(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
