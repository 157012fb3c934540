import { launch } from './lib/launch.mjs';
import { repositoryFolder } from './lib/paths.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provisionTrainer } from './provision.mjs';
import { driveApp } from './testing/drive-app.mjs';

/**
 * `npm run screenshots`: every screen of the packaged app in both themes and two sizes, into `out/screenshots`, and the
 * README's pictures into `docs/screenshots`. What follows is handed to Playwright.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function screenshots(args) {
  await provisionTrainer();
  return driveApp((environment) =>
    launch('npx', ['playwright', 'test', '-c', 'tests/screens/playwright.config.ts', ...args], {
      cwd: repositoryFolder,
      env: { ...process.env, ...environment },
    }),
  );
}

await runEntry(() => screenshots(process.argv.slice(2)));
