import { spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { EXECUTABLE } from './launch-app';

/** The user `nobody` of every Linux. */
const NOBODY = 65_534;

/**
 * What starts the app under a user whom permissions bind: itself, or for root a script in `folder` that lets `nobody` run
 * it with `folder` as home. Null where `nobody` cannot reach the app.
 */
export function executableForPlainUser(folder: string): string | null {
  if (process.getuid?.() !== 0) return EXECUTABLE;
  const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  if (spawnSync(asNobody[0] ?? '', [...asNobody.slice(1), 'test', '-x', EXECUTABLE]).status !== 0) return null;
  const authority = path.join(folder, 'xauthority');
  const theirs = process.env['XAUTHORITY'];
  if (theirs !== undefined && existsSync(theirs)) copyFileSync(theirs, authority);
  else writeFileSync(authority, '');
  for (const name of ['profile', 'runs', 'files']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const name of ['.', 'profile', 'runs', 'files', 'xauthority'])
    chownSync(path.join(folder, name), NOBODY, NOBODY);
  const script = path.join(folder, 'dartboard-as-nobody');
  const command = [...asNobody, `'${EXECUTABLE}'`].join(' ');
  writeFileSync(script, `#!/bin/sh\nexport HOME='${folder}' XAUTHORITY='${authority}'\nexec ${command} "$@"\n`, {
    mode: 0o755,
  });
  return script;
}
