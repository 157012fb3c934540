import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';

/**
 * Puts a copy of `source` at `target` in one move, unless the same bytes are there.
 *
 * @param {string} source
 * @param {string} target
 */
export function placeFile(source, target) {
  if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) return;
  mkdirSync(path.dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}`;
  copyFileSync(source, draft);
  renameSync(draft, target);
}
