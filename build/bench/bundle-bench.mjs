import { readdirSync } from 'node:fs';
import path from 'node:path';

import { bundleForNode } from '../lib/bundle-for-node.mjs';
import { distFolder, repositoryFolder } from '../lib/paths.mjs';

/**
 * Bundles the measuring programs, which are TypeScript and share the app's own code, into dist/bench.
 *
 * @returns {Promise<string>} the folder
 * @throws {import('../lib/step-failure.mjs').StepFailure} when a source does not compile
 */
export async function bundleBench() {
  const folder = path.join(distFolder, 'bench');
  const workers = readdirSync(path.join(repositoryFolder, 'build/bench/workers'));
  const files = ['index.ts', 'profile/profile.ts', ...workers.map((file) => `workers/${file}`)];
  await bundleForNode({
    name: 'The bench',
    entries: Object.fromEntries(files.map((file) => [path.basename(file, '.ts'), `build/bench/${file}`])),
    folder,
  });
  return folder;
}
