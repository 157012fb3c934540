import { say } from './progress.mjs';
import { sentenceOf } from './step-failure.mjs';

/**
 * Runs what a script is for: a failure is told as one sentence on standard error, and the exit code is 1.
 *
 * @param {() => Promise<number | void>} work its number, when it gives one, is the exit code
 */
export async function runEntry(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    say(sentenceOf(error));
    process.exitCode = 1;
  }
}
