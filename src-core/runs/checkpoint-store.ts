import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';

import { errorCode, fileError, printable } from '../file-errors';
import { UserError, messageOf } from '../user-error';
import { readCheckpointFile, writeCheckpointFile } from './checkpoint-file';
import type { Checkpoint } from './checkpoint-file';
import { NewerCheckpoint } from './checkpoint-format';
import type { CheckpointTensors, TensorFacts } from './checkpoint-format';
import { RUN_FILES } from './run-files';

/** How many of the newest checkpoints are kept, besides the best. */
const KEPT = 3;

/** `000012.ckpt`, or `000012.best.ckpt` where no earlier state was better; `.tmp` behind it while it is written. */
const NAME = /^(\d{6,15})(\.best)?\.ckpt(\.tmp)?$/;

/** A checkpoint on the disk. */
export interface SavedCheckpoint {
  /** Relative to the run folder. */
  readonly file: string;
  readonly bytes: number;
  /** What the save took. */
  readonly milliseconds: number;
}

/** A checkpoint that was read. */
export interface LoadedCheckpoint<H> extends Checkpoint<H> {
  /** Relative to the run folder. */
  readonly file: string;
  /** Newer files that could not be used, newest first: each a sentence with the file's name. */
  readonly skipped: readonly string[];
}

/**
 * Saves a checkpoint in a run folder and removes those that are not needed any more: the last three and the best stay.
 *
 * @param best whether this is the best state so far
 * @throws UserError when the disk refuses; earlier checkpoints are untouched then
 */
export function writeCheckpoint(run: string, checkpoint: Checkpoint, best = false): SavedCheckpoint {
  const start = performance.now();
  const folder = checkpointFolder(run);
  const number = (listCheckpoints(folder)[0]?.number ?? 0) + 1;
  const name = `${String(number).padStart(6, '0')}${best ? '.best' : ''}.ckpt`;
  const bytes = writeCheckpointFile(join(folder, name), checkpoint);
  removeOld(folder);
  return { file: `${RUN_FILES.checkpoints}/${name}`, bytes, milliseconds: performance.now() - start };
}

/**
 * Reads the newest checkpoint of a run folder that is whole and fits; what is wrong with newer ones is told in `skipped`.
 *
 * @param headerSchema what the header must be
 * @param accept sees header and tensors' shapes before the tensors are read, and may throw a UserError that completes the
 *   sentence "FILE was not used: it …"
 * @param which `best`: the best rather than the newest, and the newest only when no best one can be used
 * @returns null when there are no checkpoints
 * @throws UserError when there are some but none can be used, or when a newer version of the program wrote the newest
 */
export function readNewestCheckpoint<H>(
  run: string,
  headerSchema: v.GenericSchema<unknown, H>,
  accept: (header: H, tensors: readonly TensorFacts[]) => void = () => undefined,
  which: 'newest' | 'best' = 'newest',
): LoadedCheckpoint<H> | null {
  const folder = join(run, RUN_FILES.checkpoints);
  const skipped: string[] = [];
  const candidates = listCheckpoints(folder);
  // Stable, so the rest stays newest first.
  if (which === 'best') candidates.sort((a, b) => Number(b.best) - Number(a.best));
  for (const { name } of candidates) {
    const file = `${RUN_FILES.checkpoints}/${name}`;
    try {
      let header: H | undefined;
      const { tensors } = readCheckpointFile(join(folder, name), (head) => {
        header = parseHeader(head.header, headerSchema);
        accept(header, head.tensors);
      });
      requireFinite(tensors);
      if (header !== undefined) return { header, tensors, file, skipped };
    } catch (error) {
      if (error instanceof NewerCheckpoint) {
        throw new UserError(
          `${join(folder, name)} cannot be used: ${error.message}. Update Dartboard to go on with it.`,
        );
      }
      if (!(error instanceof UserError)) throw error;
      skipped.push(`${file} was not used: ${printable(messageOf(error).slice(0, 300))}.`);
    }
  }
  if (skipped.length === 0) return null;
  throw new UserError(
    `${printable(run)} cannot be continued, as none of its checkpoints can be used: ${skipped.join(' ')}`,
  );
}

/** The checkpoints in a folder of them, newest first; half-written ones are passed over. */
function listCheckpoints(folder: string): { readonly name: string; readonly number: number; readonly best: boolean }[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [, number, best, temporary] = NAME.exec(name) ?? [];
      return number === undefined || temporary !== undefined
        ? []
        : [{ name, number: Number(number), best: best !== undefined }];
    })
    .sort((a, b) => b.number - a.number);
}

/** Content with no place to go is no reason to fail: the next save tries again. */
function removeOld(folder: string): void {
  const all = listCheckpoints(folder);
  const best = all.find((checkpoint) => checkpoint.best);
  const kept = new Set([...all.slice(0, KEPT), ...(best ? [best] : [])].map(({ name }) => name));
  try {
    for (const name of namesIn(folder)) {
      if (NAME.test(name) && !kept.has(name)) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // See above.
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError('Cannot list', folder, error);
  }
}

/** The folder of a run's checkpoints, made when it is not there; never a link to somewhere else. */
function checkpointFolder(run: string): string {
  const folder = join(run, RUN_FILES.checkpoints);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileError('Cannot make the folder', folder, error);
    if (!lstatSync(folder).isDirectory()) throw new UserError(`${folder} is not a folder. Move it away and try again.`);
  }
  return folder;
}

/** No state that is worth going on with has such numbers, and none is saved with them. */
function requireFinite(tensors: CheckpointTensors): void {
  for (const [name, { values }] of Object.entries(tensors)) {
    if (!values.every(Number.isFinite)) throw new UserError(`its ${name} are not all finite numbers`);
  }
}

function parseHeader<H>(header: unknown, schema: v.GenericSchema<unknown, H>): H {
  const result = v.safeParse(schema, header, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError(`its ${v.getDotPath(issue) ?? 'header'} is not as expected (${issue.message})`);
}
