import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import path from 'node:path';

const LIMIT_MS = 5_000;

/**
 * Bytes that are free for us on the disk of a folder, which need not exist yet.
 * @throws Error where the system does not tell
 */
export async function freeBytes(folder: string): Promise<number> {
  try {
    return await ask(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (parent === folder) throw error;
    return freeBytes(parent);
  }
}

async function ask(folder: string): Promise<number> {
  // The Node inside Electron 22 has no statfs.
  if (typeof fs.statfs !== 'function') return askProgram(folder);
  const { bavail, bsize } = await fs.statfs(folder);
  return bavail * bsize;
}

/** By `df`, whose second line's fourth field is the free space in units of 1024 bytes. */
export function askProgram(folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    execFile('df', ['-P', '-k', '--', folder], { timeout: LIMIT_MS }, (error, output) => {
      const free = Number(output.split('\n')[1]?.trim().split(/\s+/)[3]);
      if (error === null && Number.isFinite(free)) resolve(free * 1_024);
      else reject(error ?? new Error(`df said: ${output}`));
    });
  });
}
