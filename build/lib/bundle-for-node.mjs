import { repositoryFolder } from './paths.mjs';
import { StepFailure } from './step-failure.mjs';

/**
 * Bundles developers' commands for the Node that runs them; TensorFlow stays outside.
 *
 * @param {object} options
 * @param {string} options.name what is bundled, as it may begin a sentence
 * @param {Record<string, string>} options.entries for each bundle's name, the file it begins with, from the repository's folder
 * @param {string} options.folder where the bundles go
 * @throws {StepFailure} when a source does not compile
 */
export async function bundleForNode({ name, entries, folder }) {
  // Packages are installed only now.
  const esbuild = await import('esbuild');
  try {
    await esbuild.build({
      absWorkingDir: repositoryFolder,
      entryPoints: entries,
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['@tensorflow/*', 'sharp', '@playwright/test'],
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'silent',
    });
  } catch (error) {
    throw new StepFailure(`${name} could not be bundled: ${error instanceof Error ? error.message : String(error)}`);
  }
}
