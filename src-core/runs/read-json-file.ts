import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import * as v from 'valibot';

import { UserError } from '../user-error';
import { fileError } from '../file-errors';

/** Reads a text file, as `readBytes` does. */
export async function readTextFile(path: string, limit: number): Promise<string> {
  return (await readBytes(path, limit)).toString('utf8');
}

/**
 * Reads a file that must not be larger than `limit` bytes; a file that grows while it is read is cut there.
 * @throws UserError when it cannot be read or is too large
 */
export async function readBytes(path: string, limit: number): Promise<Buffer> {
  try {
    // Without blocking: a named pipe in the file's place must not hang the reader.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const facts = await file.stat();
      if (!facts.isFile()) throw new UserError(`${path} is not a file. Check the run folder.`);
      const { size } = facts;
      if (size > limit) {
        throw new UserError(`${path} is too large to read: ${size} bytes, where at most ${limit} are expected.`);
      }
      const bytes = Buffer.allocUnsafe(size);
      let filled = 0;
      while (filled < size) {
        const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof UserError ? error : fileError('Cannot read', path, error);
  }
}

/**
 * Reads a small JSON file and checks it.
 * @throws UserError naming the file and what is wrong in it
 */
export async function readJsonFile<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return parseJson(await readTextFile(path, 1_048_576), path, schema);
}

/**
 * Parses and checks JSON text.
 * @param place where the text is from, for the message
 * @throws UserError naming the place, the field and what is wrong
 */
export function parseJson<T>(text: string, place: string | (() => string), schema: v.GenericSchema<unknown, T>): T {
  const named = (): string => (typeof place === 'string' ? place : place());
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${named()} is not valid JSON; the file was damaged or is not Dartboard's.`);
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new UserError(`${named()}${field ? `, field ${field}` : ''}: ${issue.message.replace(/\.?$/, '.')}`);
}
