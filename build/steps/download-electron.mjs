/**
 * Downloads the official Electron that package.json pins and unpacks it. Runs as a process of its own, so that a silent
 * network can be given up: it prints `progress FRACTION` lines.
 *
 * Usage: node download-electron.mjs FOLDER
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { modulesFolder } from '../lib/paths.mjs';

const electronPackage = path.join(modulesFolder, 'electron/package.json');
const require = createRequire(electronPackage);
const [folder = ''] = process.argv.slice(2);

/** @param {string} name */
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);

try {
  const { downloadArtifact } = await load('@electron/get');
  const { extract } = await load('@electron-internal/extract-zip');
  const zip = await downloadArtifact({
    version: require('./package.json').version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    checksums: require('./checksums.json'),
    downloadOptions: {
      quiet: true,
      /** @param {{ percent: number }} progress */
      getProgressCallback: async ({ percent }) => console.log(`progress ${percent}`),
    },
  });
  await extract(zip, { dir: path.resolve(folder) });
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  console.error(`error: ${error instanceof Error ? error.message : String(error)}${cause}`);
  process.exit(1);
}
