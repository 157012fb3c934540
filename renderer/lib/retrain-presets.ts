import { defaultRetrainConfig, IMAGENET_SETTINGS, type RetrainConfig } from '../../src-core/retrain/config';

/** Settings of a retraining under a name. */
export interface RetrainPreset {
  readonly name: string;
  readonly words: string;
  readonly about: string;
  readonly settings: Partial<RetrainConfig>;
}

/** Ready-made settings, the quickest first. What a preset does not name is the default. */
export const RETRAIN_PRESETS: readonly RetrainPreset[] = [
  {
    name: 'quick',
    words: 'Quick look',
    about: 'Five cells, eight channels, ten epochs: minutes on a processor, to see whether a cell trains.',
    settings: { epochs: 10, channels: 8, layers: 5, batchSize: 32, auxiliary: false },
  },
  {
    name: 'cifar',
    words: 'Paper, CIFAR-10',
    about:
      'Appendix A.2: 20 cells, 36 channels, 600 epochs with cutout, drop-path and an auxiliary head; a GPU needs a day or two.',
    settings: {},
  },
  {
    name: 'imagenet',
    words: 'Paper, ImageNet',
    about: 'Appendix A.3: 14 cells, 48 channels, 250 epochs, for images of about 224 pixels; many GPU-days.',
    settings: IMAGENET_SETTINGS,
  },
];

/** A preset's settings, complete. */
export function retrainPresetConfig({ settings }: RetrainPreset): RetrainConfig {
  return { ...defaultRetrainConfig(), ...settings };
}

/** The preset that a configuration is, whatever its seed; null when it is none. */
export function retrainPresetOf(config: RetrainConfig): RetrainPreset | null {
  return (
    RETRAIN_PRESETS.find(
      (preset) => JSON.stringify({ ...retrainPresetConfig(preset), seed: config.seed }) === JSON.stringify(config),
    ) ?? null
  );
}
