/** A step that could not be done. Its message is the one sentence to show: what was tried, what is wrong, what to do. */
export class StepFailure extends Error {
  /** @override */
  name = 'StepFailure';
}

/**
 * The sentence to show for any thrown value; what is not a StepFailure is a defect of ours and keeps its stack.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function sentenceOf(error) {
  if (error instanceof StepFailure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
