import { StepFailure } from '../lib/step-failure.mjs';

/**
 * Which suites to run: those named first among the arguments, or all. The other arguments are for the test runner.
 *
 * @param {readonly string[]} args
 * @param {readonly string[]} known
 * @returns {{ names: string[], extra: string[] }}
 * @throws {StepFailure} when arguments are left over and no single suite could take them
 */
export function chooseSuites(args, known) {
  const end = args.findIndex((arg) => !known.includes(arg));
  const names = end === -1 ? [...args] : args.slice(0, end);
  const extra = end === -1 ? [] : args.slice(end);
  if (extra.length > 0 && names.length !== 1) {
    throw new StepFailure(
      `"${extra[0]}" is none of the suites: name one or more of ${known.join(', ')}, or none to run them all.`,
    );
  }
  return { names: names.length > 0 ? known.filter((name) => names.includes(name)) : [...known], extra };
}
