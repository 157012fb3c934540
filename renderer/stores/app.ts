import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watchEffect } from 'vue';

import type {
  AppInfo,
  AppSettings,
  Outcome,
  RequestChannel,
  RequestChannels,
  TrainerState,
} from '../../electron/contract';
import type { Device } from '../../src-core/runs/run-info';
import { whyNoGpu } from '../lib/why-no-gpu';
import { nextThemeChoice, type Theme, type ThemeChoice } from '../lib/theme';

/** The screens. */
export type View = 'new' | 'run' | 'runs' | 'compare' | 'genotypes' | 'retrain' | 'learn' | 'settings';

/** What lies over the screen. */
export type Overlay = 'palette' | 'shortcuts' | 'about';

/** One sentence in the message bar. */
export interface Message {
  readonly id: number;
  readonly text: string;
  /** A failure stays until it is dismissed; good news and hints go by themselves. */
  readonly tone: 'failure' | 'done' | 'hint';
}

/** How long what is no failure stays, milliseconds. */
const PASSING = 6_000;

/** What holds until the kept settings are read. */
const DEFAULT_SETTINGS: AppSettings = {
  theme: 'system',
  onClose: 'ask',
  notify: true,
  keepAwake: true,
  tourSeen: true,
};

/** What belongs to the window as a whole: the screen, the settings, messages, and where the trainer stands. */
export const useAppStore = defineStore('app', () => {
  const view = ref<View>('new');
  const overlay = ref<Overlay | null>(null);
  /** Grows when a command asks for the report of the run on the screen. */
  const reportsWanted = ref(0);
  const info = shallowRef<AppInfo | null>(null);
  const trainer = shallowRef<TrainerState>({ kind: 'starting' });
  /** Why no graphics card computes; null where one does, or where that is not known. */
  const noGpu = ref<string | null>(null);
  const messages = shallowRef<readonly Message[]>([]);
  const settings = shallowRef<AppSettings>(DEFAULT_SETTINGS);
  const themeChoice = computed<ThemeChoice>(() => settings.value.theme);
  const systemIsDark = ref(false);
  const theme = computed<Theme>(() => {
    if (themeChoice.value !== 'system') return themeChoice.value;
    return systemIsDark.value ? 'dark' : 'light';
  });
  let lastMessage = 0;

  /** Shows a sentence; one that is shown already moves to the end. */
  function show(text: string, tone: Message['tone'] = 'failure'): void {
    lastMessage += 1;
    const id = lastMessage;
    const others = messages.value.filter((message) => message.text !== text);
    messages.value = [...others, { id, text, tone }].slice(-3);
    if (tone !== 'failure') setTimeout(dismiss, PASSING, id);
  }

  function dismiss(id: number): void {
    messages.value = messages.value.filter((message) => message.id !== id);
  }

  /** The value of an outcome; a failure shows its sentence and gives undefined. */
  function unwrap<T>(outcome: Outcome<T>): T | undefined {
    if (outcome.ok) return outcome.value;
    show(outcome.message);
    return undefined;
  }

  /** Asks main. Gives undefined when that failed; the sentence is then shown already. */
  async function ask<C extends RequestChannel>(
    channel: C,
    ...args: Parameters<RequestChannels[C]>
  ): Promise<ReturnType<RequestChannels[C]> | undefined> {
    return unwrap(await window.dartboard.request(channel, ...args));
  }

  /** Reads the kept settings. */
  async function loadSettings(): Promise<void> {
    settings.value = (await ask('settings:get')) ?? settings.value;
  }

  /** Changes settings at once; what main then says holds. */
  async function change(part: Partial<AppSettings>): Promise<void> {
    const before = settings.value;
    settings.value = { ...before, ...part };
    settings.value = (await ask('settings:set', part)) ?? before;
  }

  function toggleTheme(): void {
    void change({ theme: nextThemeChoice(themeChoice.value) });
  }

  /** Draws the theme from now on, also when the system changes its own. */
  function followTheme(): void {
    const query = matchMedia('(prefers-color-scheme: dark)');
    systemIsDark.value = query.matches;
    query.addEventListener('change', (event) => {
      systemIsDark.value = event.matches;
    });
    watchEffect(() => {
      document.documentElement.dataset.theme = theme.value;
    });
  }

  /** Opens a page of the literature in the browser. */
  async function openLink(url: string): Promise<void> {
    await ask('app:open-link', url);
  }

  function setTrainer(state: TrainerState): void {
    if (state.kind === 'crashed') show(state.message);
    trainer.value = state;
    // The device is known by then.
    if (state.kind === 'ready') void Promise.all([readInfo(), readNoGpu(state.device)]);
  }

  async function readNoGpu(device: Device): Promise<void> {
    const usage = await window.dartboard.request('device:usage');
    // Not worth a message.
    noGpu.value = usage.ok ? whyNoGpu(device, usage.value) : null;
  }

  async function readInfo(): Promise<void> {
    info.value = (await ask('app:info')) ?? info.value;
  }

  /** Learns where the trainer and the settings stand, now and later. */
  async function connect(): Promise<void> {
    window.dartboard.on('trainer:state', setTrainer);
    window.dartboard.on('app:message', (text) => show(text));
    window.dartboard.on('settings:changed', (changed) => (settings.value = changed));
    const [state] = await Promise.all([ask('trainer:state'), readInfo(), loadSettings()]);
    if (state !== undefined) setTrainer(state);
  }

  return {
    view,
    overlay,
    reportsWanted,
    info,
    trainer,
    noGpu,
    messages,
    settings,
    themeChoice,
    theme,
    show,
    dismiss,
    unwrap,
    ask,
    change,
    loadSettings,
    toggleTheme,
    followTheme,
    openLink,
    connect,
  };
});
