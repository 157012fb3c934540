import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const FUSED_CELLS = 'tests/src-core/nn/fused/*-ops.test.ts';
const FUSED_SUM = 'tests/src-core/nn/ops/weighted-sum.test.ts';

/** The fused kernels as older processors run them, and what takes their place without them: their tests once more with each. */
const OTHER_KERNELS = { avx2: [FUSED_CELLS, FUSED_SUM], baseline: [FUSED_CELLS, FUSED_SUM], standard: [FUSED_SUM] };

export default defineConfig({
  test: {
    // Two at a time: suites that load TensorFlow use every core and gigabytes of memory.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/{src-core,electron,build,parity}/**/*.test.ts'],
        },
      },
      ...Object.entries(OTHER_KERNELS).map(([kernels, include]) => ({
        extends: true as const,
        test: {
          name: `node, ${kernels} kernels`,
          environment: 'node' as const,
          include,
          env: { DARTBOARD_KERNELS: kernels },
        },
      })),
      {
        extends: true,
        plugins: [vue()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['tests/renderer/**/*.test.ts'],
          setupFiles: ['tests/renderer/helpers/canvas.ts'],
        },
      },
    ],
  },
});
