import { expect } from 'vitest';

import { openDataset } from '../../../src-core/data/open-dataset';
import { UserError } from '../../../src-core/user-error';

/** The message that opening a folder fails with: one sentence, of a UserError. */
export async function openingFailure(path: string): Promise<string> {
  const error: unknown = await openDataset({ kind: 'folder', path }).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const message = error instanceof UserError ? error.message : '';
  expect(message).toMatch(/^[^\n]+\.$/);
  return message;
}
