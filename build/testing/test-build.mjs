import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

import { linkFile } from '../lib/link-tree.mjs';
import { repositoryFolder } from '../lib/paths.mjs';

/** The packaged app with one fuse less. */
export const testBuildFolder = path.join(repositoryFolder, 'out/test-build');

/**
 * Makes the app that the end-to-end tests drive: the packaged one, file by file, except that its executable may be driven
 * through --inspect, as Playwright does.
 *
 * @param {string} packageFolder
 */
export async function makeTestBuild(packageFolder) {
  rmSync(testBuildFolder, { recursive: true, force: true });
  twin(packageFolder, testBuildFolder);
  const shipped = path.join(packageFolder, 'dartboard');
  const executable = path.join(testBuildFolder, 'dartboard');
  // A hard link would change the packaged app, too.
  rmSync(executable);
  copyFileSync(shipped, executable);
  chmodSync(executable, lstatSync(shipped).mode);
  // Packages are installed only now.
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/**
 * The same folder once more, links as they are and files without using their space twice.
 *
 * @param {string} source
 * @param {string} target
 */
function twin(source, target) {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [path.join(source, entry.name), path.join(target, entry.name)];
    if (entry.isDirectory()) twin(from, to);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else linkFile(from, to);
  }
}
