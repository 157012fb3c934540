import path from 'node:path';

import { packageApp, packageFolder } from '../package.mjs';
import { sandboxArguments } from '../steps/electron-sandbox.mjs';
import { provideElectronLibraries } from '../steps/electron-libraries.mjs';
import { provideElectron } from '../steps/electron.mjs';
import { makeTestBuild, testBuildFolder } from './test-build.mjs';
import { openVirtualDisplay } from './virtual-display.mjs';

/**
 * Packages the app and lets something drive it on a display that nobody sees.
 *
 * @param {(environment: NodeJS.ProcessEnv) => Promise<number>} drive gets what the driving process must find in its environment
 * @returns {Promise<number>} what `drive` gives: the exit code
 */
export async function driveApp(drive) {
  const electron = await provideElectron();
  await provideElectronLibraries(electron, { virtualDisplay: true });
  await packageApp(electron);
  await makeTestBuild(packageFolder);
  const display = await openVirtualDisplay();
  try {
    return await drive({
      DISPLAY: display.name,
      DARTBOARD_APP: path.join(testBuildFolder, 'dartboard'),
      DARTBOARD_PACKAGE: packageFolder,
      DARTBOARD_APP_ARGS: sandboxArguments(testBuildFolder).args.join(' '),
    });
  } finally {
    display.close();
  }
}
