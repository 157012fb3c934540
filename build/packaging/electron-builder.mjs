/**
 * Packages the staged app with electron-builder. Runs as a process of its own, whose chatter is kept out of sight.
 *
 * Usage: node electron-builder.mjs PROJECT OUTPUT ELECTRON VERSION
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, Platform } from 'electron-builder';

import { assembleTrainer } from './assemble-trainer.mjs';
import { fusesOf } from './fuses.mjs';

const [project = '', output = '', electron = '', version = ''] = process.argv.slice(2);

await build({
  projectDir: project,
  targets: Platform.current().createTarget('dir'),
  publish: 'never',
  config: {
    appId: 'dartboard',
    productName: 'Dartboard',
    executableName: 'dartboard',
    directories: { output },
    electronDist: electron,
    electronVersion: version,
    asar: true,
    files: ['**/*'],
    extraResources: [{ from: fileURLToPath(new URL('../icons/dartboard.png', import.meta.url)), to: 'dartboard.png' }],
    npmRebuild: false,
    linux: { icon: fileURLToPath(new URL('../icons/dartboard.png', import.meta.url)), category: 'Science' },
    electronLanguages: ['en-US'],
    electronFuses: fusesOf(Number.parseInt(version, 10)),
    fileAssociations: [
      { ext: 'genotype', name: 'Dartboard genotype', mimeType: 'application/x-dartboard-genotype', role: 'Editor' },
    ],
    afterPack: async (context) => {
      // It opens any app's folder; this package is one app.
      rmSync(path.join(context.appOutDir, 'resources/default_app.asar'), { force: true });
      await assembleTrainer(path.join(context.appOutDir, 'resources/trainer'));
    },
  },
});
