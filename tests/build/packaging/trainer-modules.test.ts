import { describe, expect, it } from 'vitest';

import { packageFolder } from '../../../build/packaging/trainer-modules.mjs';

describe('packageFolder', () => {
  it.each([
    ['node_modules/long/src/long.js', 'node_modules/long'],
    ['node_modules/@tensorflow/tfjs/dist/tf.node.js', 'node_modules/@tensorflow/tfjs'],
    ['node_modules/a/node_modules/@b/c/d/e.js', 'node_modules/a/node_modules/@b/c'],
  ])('finds the package of %s', (file, folder) => {
    expect(packageFolder(file)).toBe(folder);
  });
});
