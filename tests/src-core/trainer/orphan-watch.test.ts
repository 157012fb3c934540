import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { build } from 'esbuild';
import { expect, it } from 'vitest';

import { temporaryFolder } from '../../temporary-folder';

// Slow: the process is given its grace of eight seconds.
it('ends a process whose event loop is blocked soon after its parent is gone', async () => {
  const folder = temporaryFolder();
  const [child, parent] = [join(folder, 'child.cjs'), join(folder, 'parent.cjs')];
  await build({
    stdin: {
      contents: `
        import { watchForOrphanage } from './src-core/trainer/orphan-watch';
        watchForOrphanage();
        setTimeout(() => { for (;;); }, 300);
      `,
      resolveDir: join(import.meta.dirname, '../../..'),
    },
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  writeFileSync(
    parent,
    `const { pid } = require('node:child_process').spawn(process.execPath, [${JSON.stringify(child)}], { stdio: 'ignore', detached: true });
     console.log(pid); setInterval(() => undefined, 1000);`,
  );
  const main = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface({ input: main.stdout }), 'line')) as [string];
  const pid = Number(line);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(isRunning(pid)).toBe(true);
  main.kill('SIGKILL');
  const killed = Date.now();
  while (isRunning(pid) && Date.now() - killed < 20_000) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isRunning(pid)).toBe(false);
  expect(Date.now() - killed).toBeGreaterThan(7_000);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
