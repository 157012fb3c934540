import { describe, expect, it } from 'vitest';

import { requireNode, wantedDevice } from '../../../build/lib/machine.mjs';

describe('requireNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '25.1.0'])('accepts %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(['20.18.3', '18.20.0', '16.0.0'])('refuses %s and says what is needed', (version) => {
    expect(() => requireNode(version)).toThrow(`Dartboard needs Node 20.19 or newer and this is ${version}`);
  });
});

describe('wantedDevice', () => {
  it.each(['cpu', 'gpu'])('does as DARTBOARD_DEVICE=%s says', (device) => {
    expect(wantedDevice({ DARTBOARD_DEVICE: device })).toBe(device);
  });

  it('refuses another DARTBOARD_DEVICE', () => {
    expect(() => wantedDevice({ DARTBOARD_DEVICE: 'tpu' })).toThrow('DARTBOARD_DEVICE is "tpu": set it to cpu or gpu');
  });
});
