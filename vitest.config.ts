import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** The fused kernels as older processors run them: their tests once more with each. */
const OLDER_KERNELS = ['avx2', 'baseline'];

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
      ...OLDER_KERNELS.map((generation) => ({
        extends: true as const,
        test: {
          name: `node, ${generation} kernels`,
          environment: 'node' as const,
          include: ['tests/src-core/nn/fused/*-ops.test.ts'],
          env: { DARTBOARD_KERNELS: generation },
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
