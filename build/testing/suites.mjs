import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { launch } from '../lib/launch.mjs';
import { repositoryFolder } from '../lib/paths.mjs';
import { driveApp } from './drive-app.mjs';
import { playwrightCounts, readReport, vitestCounts } from './read-report.mjs';

/** @typedef {import('./read-report.mjs').Counts} Counts */

/** @typedef {{ exitCode: number, counts: Counts }} SuiteResult */

/**
 * Every suite of `npm test`, in order, by the name that `npm test -- NAME` takes. What follows the names is handed to the
 * test runner.
 *
 * @type {Record<string, { title: string, run: (extra: readonly string[]) => Promise<SuiteResult> }>}
 */
export const suites = {
  lint: { title: 'Lint (ESLint)', run: () => check('lint') },
  format: { title: 'Format (Prettier)', run: () => check('format:check') },
  types: { title: 'Types (TypeScript, vue-tsc)', run: () => check('typecheck') },
  unit: { title: 'Unit tests (Vitest)', run: runUnitTests },
  e2e: { title: 'The packaged app, end to end (Playwright)', run: runEndToEndTests },
};

/**
 * A check without tests of its own: nothing counts when it passes, one failure when it does not.
 *
 * @param {string} script
 * @returns {Promise<SuiteResult>}
 */
async function check(script) {
  const exitCode = await runScript(script, []);
  return { exitCode, counts: { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 } };
}

/**
 * @param {readonly string[]} extra
 * @returns {Promise<SuiteResult>}
 */
async function runUnitTests(extra) {
  const report = freshReport('unit.json');
  const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...extra];
  const exitCode = await runScript('test:unit', args);
  return { exitCode, counts: readReport(report, vitestCounts, exitCode) };
}

/**
 * @param {readonly string[]} extra
 * @returns {Promise<SuiteResult>}
 */
async function runEndToEndTests(extra) {
  const report = freshReport('e2e.json');
  const exitCode = await driveApp((environment) =>
    runScript('test:e2e', ['--reporter=list,json', ...extra], {
      ...environment,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    }),
  );
  return { exitCode, counts: readReport(report, playwrightCounts, exitCode) };
}

/**
 * @param {string} script one of package.json's
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<number>}
 */
function runScript(script, args, environment = {}) {
  return launch('npm', ['run', '--silent', script, '--', ...args], {
    cwd: repositoryFolder,
    env: { ...process.env, ...environment },
  });
}

/**
 * @param {string} name
 * @returns {string} where a suite may write its report; an earlier one is gone
 */
function freshReport(name) {
  const file = path.join(repositoryFolder, 'out/reports', name);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  return file;
}
