import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { launch } from '../../../build/lib/launch.mjs';

describe('launch', () => {
  it('passes the exit code on', async () => {
    expect(await launch('sh', ['-c', 'exit 7'], { env: process.env })).toBe(7);
  });

  it('tells a signal as a shell does', async () => {
    expect(await launch('sh', ['-c', 'kill -KILL $$'], { env: process.env })).toBe(137);
  });

  it('rejects when the program is not there', async () => {
    await expect(launch('no-such-program-here', [], { env: process.env })).rejects.toThrow('ENOENT');
  });

  it('passes one signal on, once, however often it comes in a moment', async () => {
    const counting =
      'let n = 0; process.on("SIGTERM", () => n++); setTimeout(() => process.exit(n), 1500); console.log("up");';
    const module = path.resolve('build/lib/launch.mjs');
    const launcher = spawn(process.execPath, [
      ...['--input-type=module', '-e'],
      `import { launch } from ${JSON.stringify(module)}; process.exit(await launch(process.execPath, ['-e', ${JSON.stringify(counting)}], { env: process.env }));`,
    ]);
    await once(launcher.stdout, 'data');
    launcher.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    launcher.kill('SIGTERM');
    const [code] = await once(launcher, 'exit');
    expect(code).toBe(1);
  });
});
