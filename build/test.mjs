import { say, duration } from './lib/progress.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { StepFailure } from './lib/step-failure.mjs';
import { provisionTrainer } from './provision.mjs';
import { total, verdict } from './testing/read-report.mjs';
import { suites } from './testing/suites.mjs';
import { chooseSuites } from './testing/choose-suites.mjs';

/** The exit codes of what a person has interrupted. */
const INTERRUPTED = [129, 130, 143];

/**
 * `npm test`: everything is installed and built, then every suite runs, or those that are named. The last line is the
 * verdict over all of them.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function test(args) {
  const { names, extra } = chooseSuites(args, Object.keys(suites));
  await provisionTrainer();
  const results = [];
  for (const name of names) {
    const result = await runSuite(name, extra);
    results.push({ name, ...result });
    if (INTERRUPTED.includes(result.exitCode)) return result.exitCode;
  }
  console.log('\nSummary');
  for (const { name, exitCode, counts, took } of results) {
    const numbers = counts.passed + counts.failed + counts.skipped > 0 ? `  ${verdict(counts)}` : '';
    console.log(
      `  ${exitCode === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(7)} ${duration(took).padStart(11)}${numbers}`,
    );
  }
  console.log(verdict(total(results.map((result) => result.counts))));
  return results.every((result) => result.exitCode === 0) ? 0 : 1;
}

/**
 * @param {string} name
 * @param {readonly string[]} extra
 * @returns {Promise<import('./testing/suites.mjs').SuiteResult & { took: number }>}
 */
async function runSuite(name, extra) {
  const suite = suites[name];
  const started = Date.now();
  console.log(`\n── ${suite?.title} ──`);
  try {
    const result = await suite?.run(extra);
    if (!result) throw new StepFailure(`There is no suite "${name}".`);
    return { ...result, took: Date.now() - started };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    // The others still run: one missing library must not hide a wrong gradient.
    say(error.message);
    return { exitCode: 1, counts: { passed: 0, failed: 1, skipped: 0 }, took: Date.now() - started };
  }
}

await runEntry(() => test(process.argv.slice(2)));
