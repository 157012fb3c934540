import { readdirSync } from 'node:fs';
import path from 'node:path';

import { distFolder, repositoryFolder } from '../lib/paths.mjs';
import { StepFailure } from '../lib/step-failure.mjs';

/**
 * Bundles the measuring programs, which are TypeScript and share the app's own code, into dist/bench.
 *
 * @returns {Promise<string>} the folder
 * @throws {StepFailure} when a source does not compile
 */
export async function bundleBench() {
  const folder = path.join(distFolder, 'bench');
  const workers = readdirSync(path.join(repositoryFolder, 'build/bench/workers'));
  // Packages are installed only now.
  const esbuild = await import('esbuild');
  try {
    await esbuild.build({
      absWorkingDir: repositoryFolder,
      entryPoints: ['index.ts', 'profile/profile.ts', ...workers.map((file) => `workers/${file}`)].map((file) => ({
        in: `build/bench/${file}`,
        out: path.basename(file, '.ts'),
      })),
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['@tensorflow/*'],
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'silent',
    });
  } catch (error) {
    throw new StepFailure(`The bench could not be bundled: ${error instanceof Error ? error.message : String(error)}`);
  }
  return folder;
}
