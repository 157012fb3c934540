import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { fileError } from '../../src-core/file-errors';
import { MAX_GENOTYPE_TEXT, parseGenotype } from '../../src-core/space/genotype-text';
import { UserError, messageOf } from '../../src-core/user-error';
import type { OpenedGenotype } from '../contract';

/** The endings of files that hold a genotype; the first is the app's own. */
export const GENOTYPE_ENDINGS = ['genotype', 'json', 'py', 'txt'] as const;

/**
 * Reads a genotype file: ours, or the reference's python text. Nothing in it is run.
 * @throws UserError that names the file and what is wrong with it
 */
export async function readGenotypeFile(file: string): Promise<OpenedGenotype> {
  const name = path.basename(file);
  let text: string;
  try {
    const facts = await stat(file);
    if (!facts.isFile()) throw new UserError(`${file} is not a file. Choose a genotype file.`);
    // UTF-8 may need four bytes a character.
    if (facts.size > 4 * MAX_GENOTYPE_TEXT) {
      throw new UserError(`${file} is too large for a genotype (${facts.size} bytes). Choose another file.`);
    }
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof UserError ? error : fileError('Cannot open', file, error);
  }
  try {
    return { name, genotype: parseGenotype(text) };
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${name}: ${messageOf(error)}`, { cause: error }) : error;
  }
}
