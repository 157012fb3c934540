import { UserError } from '../user-error';

/** A name or path as it may stand in a sentence: control characters could rewrite a terminal's line. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�');
}

/** What to throw when the system would not let us read a file or folder: a sentence; a fault of ours stays as it is. */
export function fileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new UserError(`${printable(path)} ${reason(error.code, error.message)}`, { cause: error });
}

function reason(code: unknown, message: string): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist: it may have been moved, renamed or deleted, or its disk is not connected; choose it again.';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: you have no permission for it; change its permissions or choose another folder.';
    case 'ENOTDIR':
      return 'is a file, not a folder: choose the folder that the data files are in.';
    case 'ELOOP':
      return 'is a link that leads back to itself: replace it with the real file or folder.';
    case 'ENAMETOOLONG':
      return 'has a name that is too long for this system: choose a shorter path.';
    default:
      return `cannot be read (${printable(message)}); check the disk and try again.`;
  }
}
