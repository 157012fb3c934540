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
    about: 'The network of the paper, first order, 25 epochs: half the paper’s time and mostly the same cells.',
    settings: { epochs: 25 },
  },
  {
    name: 'second-order',
    words: 'DARTS, second order',
    about: 'The same through one virtual training step: steps take about two and a half times as long.',
    settings: { epochs: 25, unrolled: true },
  },
  {
    name: 'paper',
    words: 'Paper settings',
    about: 'Section 3.1: second order, 50 epochs, 8 cells, 16 channels, batch 64. A GPU needs about a day.',
    settings: { unrolled: true },
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
