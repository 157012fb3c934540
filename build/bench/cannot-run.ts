/** Something to be measured did not run. Its message is one sentence without a full stop. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
