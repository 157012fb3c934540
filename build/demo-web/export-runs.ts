import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { folderSize } from '../../electron/main/folder-size';
import { readRunNotes } from '../../electron/main/run-notes';
import { listRuns } from '../../src-core/runs/list-runs';
import { readRun } from '../../src-core/runs/read-run';
import { runsFolder } from '../../src-core/runs/runs-folder';
import { messageOf } from '../../src-core/user-error';

/** Exit code of a machine that has no run yet. */
const NO_RUN = 3;

/**
 * Writes runs as the files that the page reads (renderer/web/recorded-run.ts): `node index.cjs OUT [RUN...]`, the newest
 * run when none is named. A folder's path is left out, since the page may be published.
 */
async function exportRuns([out = '', ...named]: readonly string[]): Promise<number> {
  const folders =
    named.length > 0 ? named : (await listRuns(runsFolder())).runs.slice(0, 1).map(({ folder }) => folder);
  if (folders.length === 0) return NO_RUN;
  mkdirSync(out, { recursive: true });
  const runs = [];
  for (const [i, folder] of folders.entries()) {
    const { info, records } = await readRun(folder);
    const { source } = info;
    const nameless =
      source.kind === 'folder' ? { ...info, source: { ...source, path: path.basename(source.path) } } : info;
    const file = `${i}.json`;
    writeFileSync(path.join(out, file), JSON.stringify({ info: nameless, records }));
    const notes = await readRunNotes(folder);
    runs.push({ id: path.basename(path.resolve(folder)), file, ...notes, bytes: await folderSize(folder) });
  }
  writeFileSync(path.join(out, 'index.json'), JSON.stringify({ format: 'dartboard-web', version: 1, runs }));
  return 0;
}

exportRuns(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  },
);
