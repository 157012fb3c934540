import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { UserError } from '../user-error';

/** Checkpoints on the disk at once: the last three, the best, and the one being written. */
const CHECKPOINTS_AT_ONCE = 5;
/** Bytes of one line in the log, generously. */
const LINE_BYTES = { step: 600, epoch: 500, alphas: 7_500, save: 300 } as const;
/** Room for what else is in a run folder. */
const SMALL_FILES_BYTES = 65_536;

/** What decides how large a run folder gets. */
export interface RunSizeFacts {
  /** Bytes of all tensors in a checkpoint. */
  readonly stateBytes: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Alphas records in an epoch. */
  readonly alphasPerEpoch: number;
}

/** Bytes that a run folder will take when the run is over, at most. */
export function estimateRunBytes({ stateBytes, epochs, stepsPerEpoch, alphasPerEpoch }: RunSizeFacts): number {
  const epochBytes =
    stepsPerEpoch * LINE_BYTES.step + LINE_BYTES.epoch + alphasPerEpoch * LINE_BYTES.alphas + 2 * LINE_BYTES.save;
  return CHECKPOINTS_AT_ONCE * (stateBytes + 4_096) + epochs * epochBytes + SMALL_FILES_BYTES;
}

/**
 * Refuses a run that its disk cannot hold.
 * @param folder the run folder; need not exist yet
 * @throws UserError naming how much is needed and how much is there
 */
export function requireSpace(folder: string, bytes: number, freeBytes: (path: string) => number = bytesFree): void {
  let place = resolve(folder);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const free = freeBytes(place);
  if (free >= bytes) return;
  throw new UserError(
    `The disk of ${folder} has ${megabytes(free)} MB free where this run needs about ${megabytes(bytes)} MB. Free some ` +
      'space, choose a folder on another disk, or take fewer channels or epochs.',
  );
}

function bytesFree(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1_000_000).toLocaleString('en');
}
