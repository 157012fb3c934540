import type { DeviceUsage } from '../../electron/contract';
import type { Device } from '../../src-core/runs/run-info';

/** Why TensorFlow computes on no graphics card, as part of a sentence; null where it computes on one. */
export function whyNoGpu({ kind }: Device, { gpus, noGpu }: DeviceUsage): string | null {
  if (kind === 'gpu') return null;
  const [card] = gpus;
  if (card === undefined) return noGpu;
  return `TensorFlow was prepared without its GPU part, although this machine has an ${card.name}; “DARTBOARD_DEVICE=gpu npm start” prepares it`;
}
