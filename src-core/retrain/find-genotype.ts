import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { printable } from '../file-errors';
import { readTextFile } from '../runs/read-json-file';
import { readRunInfo } from '../runs/read-run';
import { RUN_FILES } from '../runs/run-files';
import { MAX_GENOTYPE_TEXT, parseGenotype } from '../space/genotype-text';
import { PRESET_GENOTYPES, findPreset } from '../space/preset-genotypes';
import { randomGenotype } from '../space/random-genotype';
import { UserError, messageOf } from '../user-error';
import type { Candidate } from './prepare-retraining';

/** `random-7` is the architecture that seed 7 draws. */
const RANDOM = /^random-(\d{1,9})$/i;

/**
 * The genotype that a word on the command line means: a file, a run folder, a preset's name or `random-SEED`.
 * @throws UserError when it is none of them, or cannot be read
 */
export async function findGenotype(word: string): Promise<Candidate> {
  if (existsSync(word)) return statSync(word).isDirectory() ? genotypeOfRun(word) : genotypeOfFile(word);
  const preset = findPreset(word);
  if (preset) return { genotype: preset.genotype, genotypeName: preset.name };
  const seed = RANDOM.exec(word)?.[1];
  if (seed !== undefined) return { genotype: randomGenotype(Number(seed)), genotypeName: `random-${Number(seed)}` };
  const names = Object.keys(PRESET_GENOTYPES).join(', ');
  throw new UserError(
    `There is no genotype "${printable(word)}": it is neither a file nor a run folder, nor one of ${names} or random-1, random-2 and so on.`,
  );
}

/** Of a search the latest, of a retraining the one that is trained. */
async function genotypeOfRun(folder: string): Promise<Candidate> {
  const info = await readRunInfo(folder);
  if (info.kind === 'retrain') return { genotype: info.genotype, genotypeName: info.genotypeName };
  const file = join(folder, RUN_FILES.genotype);
  if (!existsSync(file))
    throw new UserError(`${printable(folder)} holds no genotype yet; let its search go on for a while.`);
  return { ...(await genotypeOfFile(file)), genotypeName: info.name };
}

async function genotypeOfFile(path: string): Promise<Candidate> {
  // A little more than the longest text, so that its own sentence tells of too long a one.
  const text = await readTextFile(path, 8 * MAX_GENOTYPE_TEXT);
  try {
    return { genotype: parseGenotype(text), genotypeName: basename(path) };
  } catch (error) {
    throw new UserError(`${printable(path)}: ${messageOf(error)}`, { cause: error });
  }
}
