import { statfs } from 'node:fs/promises';

import { StepFailure } from './step-failure.mjs';

/**
 * @param {string} folder one that exists
 * @param {number} bytes
 * @throws {StepFailure} when its disk has less free than that
 */
export async function requireFreeSpace(folder, bytes) {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new StepFailure(
    `${folder} has ${gigabytes(free)} GB free and this needs ${gigabytes(bytes)} GB: free some space, or set XDG_CACHE_HOME to a folder on another disk, and run this again`,
  );
}

/**
 * @param {number} bytes
 * @returns {string}
 */
function gigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}
