import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * A short hash of values that JSON can hold: two equal ones mean that nothing which goes into a step has changed.
 *
 * @param {...unknown} values
 * @returns {string}
 */
export function fingerprint(...values) {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 24);
}

/**
 * A short hash of the content of files and folders, with their names.
 *
 * @param {string} base names are taken relative to it
 * @param {readonly string[]} names files, or folders taken whole; one that does not exist counts as absent
 * @returns {string}
 */
export function contentFingerprint(base, names) {
  const hash = createHash('sha256');
  for (const name of [...names].sort()) {
    for (const file of filesUnder(path.join(base, name))) {
      hash
        .update(`${path.relative(base, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex').slice(0, 24);
}

/**
 * Every file under a path, in order of name.
 *
 * @param {string} start
 * @returns {string[]}
 */
export function filesUnder(start) {
  if (!existsSync(start)) return [];
  if (!statSync(start).isDirectory()) return [start];
  return readdirSync(start)
    .sort()
    .flatMap((name) => filesUnder(path.join(start, name)));
}
