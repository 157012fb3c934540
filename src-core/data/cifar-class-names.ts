import { join } from 'node:path';

import { UserError } from '../user-error';
import { printable } from '../file-errors';
import { withRegularFile } from './regular-file';

const MAX_BYTES = 65_536;
/** What one label byte can tell apart. */
const MAX_CLASSES = 256;
const MAX_NAME = 100;

/**
 * The class names of a folder in one of CIFAR's binary layouts: the lines of its file of names, or numbered ones without it.
 *
 * @param home the folder inside `root` that the files are in
 * @param names the names of its files
 * @throws UserError naming the file
 */
export async function readClassNames(
  root: string,
  home: string,
  names: readonly string[],
  { namesFile, classes }: { readonly namesFile: string; readonly classes: number },
): Promise<string[]> {
  if (!names.includes(namesFile)) return numberedClasses(classes);
  const path = join(home, namesFile);
  const text = await withRegularFile(root, path, async (file) => {
    if (file.size > MAX_BYTES) throw malformed(path, 'it is too long');
    const bytes = new Uint8Array(file.size);
    await file.fill(bytes, 0);
    return new TextDecoder().decode(bytes);
  });
  const classNames = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (classNames.length < 2) throw malformed(path, `it has ${classNames.length}`);
  if (classNames.length > MAX_CLASSES) throw malformed(path, `it has ${classNames.length}`);
  if (classNames.some((name) => name.length > MAX_NAME)) throw malformed(path, 'one of its lines is too long');
  return classNames.map(printable);
}

/** Names for classes that have none. */
export function numberedClasses(count: number): string[] {
  return Array.from({ length: count }, (_, label) => `class ${label}`);
}

function malformed(path: string, problem: string): UserError {
  return new UserError(
    `${printable(path)} should have 2 to ${MAX_CLASSES} class names, one a line, but ${problem}: correct it, or remove it to have the classes numbered.`,
  );
}
