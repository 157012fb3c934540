import path from 'node:path';

import { bundleForNode } from './lib/bundle-for-node.mjs';
import { contentFingerprint } from './lib/fingerprint.mjs';
import { launch } from './lib/launch.mjs';
import { distFolder, repositoryFolder } from './lib/paths.mjs';
import { provideFolder } from './lib/provide-folder.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provisionTrainer } from './provision.mjs';

/** The file that the command is bundled into. */
const BUNDLE = path.join(distFolder, 'parity/index.cjs');

/**
 * `npm run parity -- FOLDER...`: everything is installed and bundled, then what Dartboard computes is compared with the
 * reference's numbers in the folders.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} 0 when all is within tolerance, 1 on a miss or a broken folder, 2 on wrong usage
 */
async function parity(args) {
  await provisionTrainer();
  await bundle();
  // npm runs scripts in the repository's folder; the paths are meant from where the person stands.
  return launch(process.execPath, [BUNDLE, ...args], {
    env: process.env,
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
  });
}

/** @throws {import('./lib/step-failure.mjs').StepFailure} when a source does not compile */
async function bundle() {
  await provideFolder({
    folder: path.dirname(BUNDLE),
    fingerprint: contentFingerprint(repositoryFolder, [
      'src-core',
      'tests/parity',
      'package-lock.json',
      'build/parity.mjs',
    ]),
    title: 'Bundling the parity command',
    make: async (folder) => {
      await bundleForNode({
        name: 'The parity command',
        entries: { index: 'tests/parity/command.ts' },
        folder,
      });
      return undefined;
    },
  });
}

await runEntry(() => parity(process.argv.slice(2)));
