import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { contentFingerprint, fingerprint } from './lib/fingerprint.mjs';
import { distFolder, repositoryFolder } from './lib/paths.mjs';
import { provideFolder } from './lib/provide-folder.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { StepFailure } from './lib/step-failure.mjs';

/** @typedef {'electron' | 'renderer' | 'trainer'} Part */

/** @type {readonly Part[]} */
const PARTS = ['trainer', 'electron', 'renderer'];

/** Electron 22, the oldest that may be used, is Chrome 108 with Node 16.17. */
const TARGETS = { electron: 'node16.17', renderer: 'chrome108', trainer: 'node20' };

/** What goes into each part, besides the packages and this file. */
const SOURCES = {
  electron: ['electron', 'src-core'],
  renderer: ['renderer', 'src-core', 'electron/contract.ts'],
  trainer: ['src-core'],
};

/**
 * Bundles the parts of the app whose sources have changed, each into its folder under dist/.
 *
 * @param {readonly Part[]} [parts]
 * @throws {StepFailure} when a source does not compile
 */
export async function bundle(parts = PARTS) {
  for (const part of parts) {
    await provideFolder({
      folder: path.join(distFolder, part),
      fingerprint: fingerprint(
        TARGETS[part],
        contentFingerprint(repositoryFolder, [...SOURCES[part], 'package-lock.json', 'build/bundle.mjs']),
      ),
      title: `Bundling ${part}`,
      make: async (partial) => {
        try {
          await (part === 'renderer' ? bundleRenderer(partial) : bundleNode(part, partial));
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          throw new StepFailure(`The ${part} part could not be bundled: ${why}`);
        }
        return undefined;
      },
    });
  }
}

/**
 * @param {'electron' | 'trainer'} part
 * @param {string} folder
 */
async function bundleNode(part, folder) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: repositoryFolder,
    entryPoints:
      part === 'electron'
        ? {
            main: 'electron/main/index.ts',
            preload: 'electron/preload/index.ts',
            'reader-thread': 'electron/main/reading/reader-thread.ts',
          }
        : { index: 'src-core/trainer/index.ts', 'data-thread': 'src-core/data/threads/data-thread.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: TARGETS[part],
    external: part === 'electron' ? ['electron'] : ['@tensorflow/*', 'sharp'],
    define: { 'process.env.NODE_ENV': '"production"' },
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
  });
}

/** @param {string} folder */
async function bundleRenderer(folder) {
  const vite = await import('vite');
  await vite.build({
    root: path.join(repositoryFolder, 'renderer'),
    configFile: path.join(repositoryFolder, 'renderer/vite.config.ts'),
    mode: 'production',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: false, target: TARGETS.renderer, sourcemap: true },
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runEntry(() => bundle());
