import { expect, test } from 'vitest';

import allocator from '../../../../src-core/runtime/allocator-environment.json';
import { locateTrainer } from '../../../../electron/main/trainer/trainer-location';

const PLACE = { bundle: '/repo/dist/electron', resources: '/opt/dartboard/resources' };

test('a packaged app runs its own trainer with its own Node', () => {
  expect(locateTrainer({ ...PLACE, packaged: true }, { DARTBOARD_NODE: '/evil/node' })).toMatchObject({
    node: '/opt/dartboard/resources/trainer/bin/node',
    entry: '/opt/dartboard/resources/trainer/index.cjs',
  });
});

test('in development the bundle beside runs under the Node that started it all', () => {
  expect(locateTrainer({ ...PLACE, packaged: false }, { DARTBOARD_NODE: '/usr/bin/node20' })).toMatchObject({
    node: '/usr/bin/node20',
    entry: '/repo/dist/trainer/index.cjs',
  });
  expect(locateTrainer({ ...PLACE, packaged: false }, {}).node).toBe('node');
});

test('the trainer does not inherit what steers Electron, and leaves the GPU memory for others', () => {
  const { environment } = locateTrainer(
    { ...PLACE, packaged: false },
    { HOME: '/home/a', NODE_OPTIONS: '--inspect', ELECTRON_RUN_AS_NODE: '1', NODE_CHANNEL_FD: '3' },
  );
  expect(environment).toEqual({ HOME: '/home/a', TF_FORCE_GPU_ALLOW_GROWTH: 'true', ...allocator });
});
