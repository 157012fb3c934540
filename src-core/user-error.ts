/**
 * A failure that the person at the keyboard can mend. Its message is one plain sentence that names the file or
 * field, what is wrong and what to do; it is shown as it stands, without a stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The sentence to show for any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
