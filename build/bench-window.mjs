import path from 'node:path';

import { bundleForNode } from './lib/bundle-for-node.mjs';
import { launch } from './lib/launch.mjs';
import { distFolder } from './lib/paths.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { packageApp, packageFolder } from './package.mjs';
import { provisionTrainer } from './provision.mjs';
import { sandboxArguments } from './steps/electron-sandbox.mjs';
import { provideElectronLibraries } from './steps/electron-libraries.mjs';
import { provideElectron } from './steps/electron.mjs';
import { makeTestBuild, testBuildFolder } from './testing/test-build.mjs';
import { openVirtualDisplay } from './testing/virtual-display.mjs';

// `npm run bench:window`: how fast the packaged app and the page of recorded runs are on this machine.
await runEntry(async () => {
  await provisionTrainer();
  const electron = await provideElectron();
  await provideElectronLibraries(electron, { virtualDisplay: true });
  await packageApp(electron);
  await makeTestBuild(packageFolder);
  const folder = path.join(distFolder, 'bench-window');
  await bundleForNode({ name: 'The bench of the window', entries: { index: 'build/bench/window/index.ts' }, folder });
  const display = await openVirtualDisplay();
  try {
    return await launch(process.execPath, [path.join(folder, 'index.cjs'), ...process.argv.slice(2)], {
      env: {
        ...process.env,
        DISPLAY: display.name,
        DARTBOARD_APP: path.join(testBuildFolder, 'dartboard'),
        DARTBOARD_APP_ARGS: sandboxArguments(testBuildFolder).args.join(' '),
      },
    });
  } finally {
    display.close();
  }
});
