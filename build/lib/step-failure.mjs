/** A step that could not be done. Its message is the one sentence to show: what was tried, what is wrong, what to do. */
export class StepFailure extends Error {
  /** @override */
  name = 'StepFailure';
}

/**
 * The sentence to show for any thrown value; what is neither a StepFailure nor the disk's doing is a defect of ours and
 * keeps its stack.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function sentenceOf(error) {
  if (error instanceof StepFailure) return error.message;
  const { code, path = 'a file' } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  if (code === 'ENOSPC' || code === 'EDQUOT') return `The disk is full at ${path}: free some space and run this again.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `${path} cannot be written (${code}): make it writable, or set XDG_CACHE_HOME to a folder that is, and run this again.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
