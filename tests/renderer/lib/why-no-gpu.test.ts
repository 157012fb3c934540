import { describe, expect, it } from 'vitest';

import type { DeviceUsage } from '../../../electron/contract';
import { whyNoGpu } from '../../../renderer/lib/why-no-gpu';
import { makeInfo } from '../helpers/records';

const { device } = makeInfo('a');
const USAGE: DeviceUsage = {
  machine: { cores: 2, cpuPercent: null, memoryUsed: 1, memoryTotal: 2 },
  trainer: null,
  gpus: [],
  noGpu: 'no NVIDIA driver (nvidia-smi is not there)',
};
const CARD = { name: 'NVIDIA H100', utilisationPercent: 0, memoryUsed: 0, memoryTotal: 1, temperature: 30 };

describe('why no graphics card computes', () => {
  it('is no question where one does', () => {
    expect(whyNoGpu({ ...device, kind: 'gpu' }, USAGE)).toBeNull();
  });

  it('is what the driver’s tool says where it finds none', () => {
    expect(whyNoGpu({ ...device, kind: 'cpu' }, USAGE)).toBe('no NVIDIA driver (nvidia-smi is not there)');
  });

  it('is TensorFlow where there is a card', () => {
    const words = whyNoGpu({ ...device, kind: 'cpu' }, { ...USAGE, gpus: [CARD], noGpu: null });
    expect(words).toContain('without its GPU part, although this machine has an NVIDIA H100');
    expect(words).toContain('DARTBOARD_DEVICE=gpu npm start');
  });
});
