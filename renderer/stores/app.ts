import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watchEffect } from 'vue';

import type { AppInfo, Outcome, RequestChannel, RequestChannels, TrainerState } from '../../electron/contract';
import { loadThemeChoice, nextThemeChoice, saveThemeChoice, type Theme, type ThemeChoice } from '../lib/theme';

/** The screens. */
export type View = 'new' | 'run' | 'runs';

/** One sentence in the message bar. */
export interface Message {
  readonly id: number;
  readonly text: string;
}

/** What belongs to the window as a whole: the screen, the theme, messages, and where the trainer stands. */
export const useAppStore = defineStore('app', () => {
  const view = ref<View>('new');
  const info = shallowRef<AppInfo | null>(null);
  const trainer = shallowRef<TrainerState>({ kind: 'starting' });
  const messages = shallowRef<readonly Message[]>([]);
  const themeChoice = ref<ThemeChoice>(loadThemeChoice());
  const systemIsDark = ref(false);
  const theme = computed<Theme>(() => {
    if (themeChoice.value !== 'system') return themeChoice.value;
    return systemIsDark.value ? 'dark' : 'light';
  });
  let lastMessage = 0;

  /** Shows a sentence; one that is shown already moves to the end. */
  function show(text: string): void {
    lastMessage += 1;
    const others = messages.value.filter((message) => message.text !== text);
    messages.value = [...others, { id: lastMessage, text }].slice(-3);
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

  function toggleTheme(): void {
    themeChoice.value = nextThemeChoice(themeChoice.value);
    saveThemeChoice(themeChoice.value);
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

  function setTrainer(state: TrainerState): void {
    if (state.kind === 'crashed') show(state.message);
    trainer.value = state;
  }

  /** Learns where the trainer stands, now and later. */
  async function connect(): Promise<void> {
    window.dartboard.on('trainer:state', setTrainer);
    const [state, about] = await Promise.all([ask('trainer:state'), ask('app:info')]);
    if (state !== undefined) setTrainer(state);
    info.value = about ?? null;
  }

  return {
    view,
    info,
    trainer,
    messages,
    themeChoice,
    theme,
    show,
    dismiss,
    unwrap,
    ask,
    toggleTheme,
    followTheme,
    connect,
  };
});
