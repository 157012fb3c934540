import type { RunListEntry } from '../../electron/contract';
import { formatNoun } from './format';

/** The few settings that tell runs apart at a glance. */
export function keySettings({ kind, settings }: Pick<RunListEntry, 'kind' | 'settings'>): string {
  const { layers, channels, batchSize, unrolled, seed } = settings;
  return [
    typeof layers === 'number' ? formatNoun(layers, 'cell') : null,
    typeof channels === 'number' ? formatNoun(channels, 'channel') : null,
    typeof batchSize === 'number' ? `batch ${batchSize}` : null,
    kind === 'search' && typeof unrolled === 'boolean' ? (unrolled ? '2nd order' : '1st order') : null,
    typeof seed === 'number' ? `seed ${seed}` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
