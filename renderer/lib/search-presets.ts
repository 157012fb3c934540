import { defaultSearchConfig, type SearchConfig } from '../../src-core/search/config';

/** Settings under a name. */
export interface SearchPreset {
  readonly name: string;
  readonly words: string;
  readonly about: string;
  readonly settings: Partial<SearchConfig>;
}

/** Small enough to end within minutes on a processor. */
export const QUICK_LOOK: SearchPreset = {
  name: 'quick',
  words: 'Quick look',
  about: 'Three cells, four channels, five epochs: minutes on a processor, to see a search at work.',
  settings: { epochs: 5, channels: 4, layers: 3, batchSize: 32, reportFreq: 2 },
};

/** Ready-made settings, the quickest first. What a preset does not name is the default. */
export const SEARCH_PRESETS: readonly SearchPreset[] = [
  QUICK_LOOK,
  {
    name: 'first-order',
    words: 'DARTS, first order',
    about: 'The authors’ code as it is: 8 cells, 16 channels, batch 64, 50 epochs, first order.',
    settings: {},
  },
  {
    name: 'second-order',
    words: 'DARTS, second order',
    about: 'The same through one virtual training step; a step takes about two and a half times as long.',
    settings: { unrolled: true },
  },
  {
    name: 'paper',
    words: 'Paper settings',
    about: 'As appendix A.1 has it: second order, and the learning rate falls to zero instead of the code’s 0.001.',
    settings: { unrolled: true, learningRateMin: 0 },
  },
];

/** A preset's settings, complete. */
export function presetConfig({ settings }: SearchPreset): SearchConfig {
  return { ...defaultSearchConfig(), ...settings };
}

/** The preset that a configuration is, whatever its seed; null when it is none. */
export function presetOf(config: SearchConfig): SearchPreset | null {
  return (
    SEARCH_PRESETS.find(
      (preset) => JSON.stringify({ ...presetConfig(preset), seed: config.seed }) === JSON.stringify(config),
    ) ?? null
  );
}
