import { UserError, messageOf } from './user-error';

/** What a system error code means, and what to do about it. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and try again.',
  EDQUOT: 'your disk quota is used up. Free some space and try again.',
  EACCES: 'you have no permission. Change its permissions or choose another place.',
  EPERM: 'the system does not allow it. Change its permissions or choose another place.',
  EROFS: 'the disk is read-only. Choose another place.',
  ENOENT: 'it does not exist. Check the path.',
  ENOTDIR: 'a part of the path is a file, not a folder. Check the path.',
  EISDIR: 'it is a folder, not a file. Check the path.',
  EEXIST: 'it exists already. Choose another name.',
  ENAMETOOLONG: 'the name is too long. Choose a shorter one.',
  ELOOP: 'its links lead in a circle. Check the path.',
  EMFILE: 'too many files are open. Close other programs and try again.',
  ENFILE: 'too many files are open. Close other programs and try again.',
  EIO: 'the disk reported an error. Check the disk.',
};

/** What a person can put right while a run waits: a full, failing or write-protected disk. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE']);

/** Whether an error is the disk's refusal, so that the same operation may succeed later. */
export function isDiskRefusal(error: unknown): error is UserError {
  return error instanceof UserError && PASSING.has(errorCode(error.cause) ?? '');
}

/** The code of a system error (`ENOENT` and so on), if it is one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * One plain sentence for a failed file operation.
 * @param attempt what was tried, such as `Cannot write`
 */
export function fileError(attempt: string, path: string, error: unknown): UserError {
  const meaning = MEANINGS[errorCode(error) ?? ''] ?? `${messageOf(error)}.`;
  return new UserError(`${attempt} ${path}: ${meaning}`, { cause: error });
}

/** A name or path as it may stand in a sentence: control characters could rewrite a terminal's line. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�');
}

/**
 * What to throw when a file or folder that a person chose cannot be read: a sentence about it, with what to choose instead; a
 * fault of ours stays as it is.
 */
export function readingError(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === undefined) return error;
  return new UserError(`${printable(path)} ${whyUnreadable(code, messageOf(error))}`, { cause: error });
}

function whyUnreadable(code: string, message: string): string {
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
