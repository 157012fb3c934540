import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { UserError } from '../../src-core/user-error';
import { GoldenFolder } from './golden-folder';

/** Something to compare with: a folder of numbers, or the file of parameter counts. */
export type Target =
  | { readonly kind: 'folder'; readonly golden: GoldenFolder }
  | { readonly kind: 'parameter counts'; readonly file: string };

const COUNTS = 'param_counts.json';

/**
 * What the paths name; a folder that is none of the reference's stands for all such folders in it.
 *
 * @throws UserError when a path names nothing to compare with, or a folder is damaged
 */
export function findTargets(paths: readonly string[]): Target[] {
  return paths.flatMap((path) => {
    if (!existsSync(path)) throw new UserError(`There is no ${path}; name a folder with a manifest.json.`);
    if (basename(path) === COUNTS) return [{ kind: 'parameter counts', file: path }];
    if (!statSync(path).isDirectory()) throw new UserError(`${path} is no folder; name the folder that it lies in.`);
    if (isGolden(path)) return [folder(path)];
    const names = readdirSync(path).sort();
    const targets = names.filter((name) => isGolden(join(path, name))).map((name) => folder(join(path, name)));
    const counts = join(path, COUNTS);
    if (existsSync(counts)) targets.push({ kind: 'parameter counts', file: counts });
    if (targets.length === 0) throw new UserError(`${path} holds no manifest.json, nor does any folder in it.`);
    return targets;
  });
}

function isGolden(path: string): boolean {
  return existsSync(join(path, 'manifest.json'));
}

function folder(path: string): Target {
  return { kind: 'folder', golden: new GoldenFolder(path) };
}
