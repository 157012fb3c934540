import { UserError } from '../user-error';

/** A name or path as it may stand in a sentence: control characters could rewrite a terminal's line. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�');
}

/** The sentence for a file or folder that the system would not let us read. */
export function fileError(error: unknown, path: string): UserError {
  if (error instanceof UserError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new UserError(`${printable(path)} ${reason(code, error)}`, { cause: error });
}

function reason(code: unknown, error: unknown): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist: it may have been moved, renamed or deleted, or its disk is not connected; choose it again.';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: you have no permission for it; change its permissions or choose another folder.';
    case 'ENOTDIR':
      return 'is a file, not a folder: choose the folder that the data files are in.';
    case 'ELOOP':
      return 'is a link that leads back to itself: replace it by the real file or folder.';
    case 'ENAMETOOLONG':
      return 'has a name that is too long for this system: choose a shorter path.';
    default:
      return `cannot be read (${error instanceof Error ? printable(error.message) : String(error)}); check the disk and try again.`;
  }
}
