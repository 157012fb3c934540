import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { bundle } from './bundle.mjs';
import { serveFolder } from './demo-web/serve-folder.mjs';
import { bundleForNode } from './lib/bundle-for-node.mjs';
import { launch } from './lib/launch.mjs';
import { requireNode } from './lib/machine.mjs';
import { distFolder, repositoryFolder } from './lib/paths.mjs';
import { say } from './lib/progress.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { StepFailure } from './lib/step-failure.mjs';
import { provisionTrainer } from './provision.mjs';
import { installPackages } from './steps/npm-install.mjs';

const USAGE = 'npm run demo:web -- [RUN...] [--out DIR] [--port N] [--no-serve]';

/** What is recorded where there is no run yet. */
const DEMO = 'search --demo --epochs 3 --channels 4 --layers 3 --batch-size 32 --report-freq 2'.split(' ');

/** The exporter's exit code where there is no run yet. */
const NO_RUN = 3;

/**
 * `npm run demo:web`: the window in a plain browser, replaying recorded runs (the newest one when none is named; a small
 * search is recorded first where there is none). The folder is a static page that can be published as it is.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function demoWeb(args) {
  const { runs, out, port, serve } = readArguments(args);
  requireNode();
  await installPackages();
  // What was there before may be of other runs.
  for (const part of ['runs', 'assets']) rmSync(path.join(out, part), { recursive: true, force: true });
  const code = await exportRuns(path.join(out, 'runs'), runs);
  if (code !== 0) return code;
  say('Bundling the page');
  await bundlePage(out);
  say(`The page is in ${out}.`);
  if (serve) await serveFolder(out, port);
  return 0;
}

/** @param {readonly string[]} args */
function readArguments(args) {
  const here = process.env['INIT_CWD'] ?? process.cwd();
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string', default: path.join(repositoryFolder, 'out/demo-web') },
        port: { type: 'string', default: '4173' },
        'no-serve': { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`--port takes a number, not ${values.port}.`);
    return {
      runs: positionals.map((run) => path.resolve(here, run)),
      out: path.resolve(here, values.out),
      port,
      serve: !values['no-serve'],
    };
  } catch (error) {
    throw new StepFailure(`${error instanceof Error ? error.message : String(error)} Usage: ${USAGE}`);
  }
}

/**
 * @param {string} out
 * @param {readonly string[]} runs
 * @returns {Promise<number>} the exit code
 */
async function exportRuns(out, runs) {
  const folder = path.join(distFolder, 'demo-web');
  await bundleForNode({ name: 'The exporter', entries: { index: 'build/demo-web/export-runs.ts' }, folder });
  const run = (/** @type {readonly string[]} */ chosen) =>
    launch(process.execPath, [path.join(folder, 'index.cjs'), out, ...chosen], { env: process.env });
  const code = await run(runs);
  if (code !== NO_RUN) return code;
  say('There is no run yet, so a small search is recorded first.');
  await provisionTrainer();
  await bundle(['trainer']);
  const recorded = await launch(process.execPath, [path.join(distFolder, 'trainer/index.cjs'), ...DEMO], {
    env: process.env,
  });
  return recorded === 0 ? run([]) : recorded;
}

/** @param {string} out */
async function bundlePage(out) {
  const vite = await import('vite');
  try {
    await vite.build({
      root: path.join(repositoryFolder, 'renderer/web'),
      configFile: path.join(repositoryFolder, 'renderer/vite.config.ts'),
      mode: 'production',
      logLevel: 'error',
      build: { outDir: out, emptyOutDir: false, target: 'es2022' },
    });
  } catch (error) {
    throw new StepFailure(`The page could not be bundled: ${error instanceof Error ? error.message : String(error)}`);
  }
}

await runEntry(() => demoWeb(process.argv.slice(2)));
