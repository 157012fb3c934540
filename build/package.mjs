import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { bundle } from './bundle.mjs';
import { contentFingerprint, fingerprint } from './lib/fingerprint.mjs';
import { linkTree } from './lib/link-tree.mjs';
import { distFolder, repositoryFolder, tfjsNodeFolder } from './lib/paths.mjs';
import { say } from './lib/progress.mjs';
import { provideFolder, stampOf } from './lib/provide-folder.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { runOrFail } from './lib/run-command.mjs';
import { StepFailure } from './lib/step-failure.mjs';
import { provisionTrainer } from './provision.mjs';
import { provideElectron } from './steps/electron.mjs';

/** Where the packaged app is. */
export const packageFolder = path.join(repositoryFolder, 'release/linux-unpacked');

/**
 * Packages the app into release/, unless nothing has changed since.
 *
 * @param {import('./steps/electron.mjs').Electron} electron
 * @throws {StepFailure}
 */
export async function packageApp(electron) {
  if (process.platform !== 'linux') throw new StepFailure('Packages are made on Linux only, so far.');
  await bundle();
  await provideFolder({
    folder: packageFolder,
    fingerprint: fingerprint(
      ['trainer', 'electron', 'renderer'].map((part) => stampOf(path.join(distFolder, part))),
      [electron.folder, electron.version, process.execPath, process.version],
      stampOf(path.join(tfjsNodeFolder, 'deps')),
      contentFingerprint(tfjsNodeFolder, ['lib/napi-v8']),
      contentFingerprint(repositoryFolder, [
        'package.json',
        'package-lock.json',
        'build/package.mjs',
        'build/packaging',
        'build/icons',
      ]),
    ),
    title: 'Packaging the app (electron-builder)',
    make: async (partial) => {
      const project = path.join(partial, '.project');
      stageProject(project);
      const script = fileURLToPath(new URL('packaging/electron-builder.mjs', import.meta.url));
      await runOrFail(
        process.execPath,
        [script, project, path.join(partial, '.output'), electron.folder, electron.version],
        {
          cwd: repositoryFolder,
          timeoutMs: 20 * 60_000,
          failure: (why) => `The app could not be packaged (${why}).`,
        },
      );
      const built = path.join(partial, '.output/linux-unpacked');
      for (const name of readdirSync(built)) renameSync(path.join(built, name), path.join(partial, name));
      for (const name of ['.project', '.output']) rmSync(path.join(partial, name), { recursive: true });
      return { electron: electron.version, source: electron.source };
    },
  });
}

/**
 * What goes into the app's archive: the bundles and a description without dependencies, since the bundles hold them.
 *
 * @param {string} folder
 */
function stageProject(folder) {
  mkdirSync(folder, { recursive: true });
  const { name, version, description, license, author, main } = JSON.parse(
    readFileSync(path.join(repositoryFolder, 'package.json'), 'utf8'),
  );
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name, version, description, license, author, main }),
  );
  for (const part of ['electron', 'renderer']) {
    linkTree(
      path.join(distFolder, part),
      path.join(folder, 'dist', part),
      (file) => !file.endsWith('.map') && !file.startsWith('.'),
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runEntry(async () => {
    await provisionTrainer();
    const electron = await provideElectron();
    await packageApp(electron);
    say(`The app is in ${packageFolder}.`);
  });
}
