import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

import { RUN_FILES } from '../../../src-core/runs/run-files';
import { releaseRun, takeRun } from '../../../src-core/runs/run-lock';
import { temporaryFolder } from '../../temporary-folder';

const ownerOf = (run: string): unknown => JSON.parse(readFileSync(join(run, RUN_FILES.owner), 'utf8'));
const deadOwner = (): string => JSON.stringify({ pid: spawnSync('true').pid, host: hostname(), processStart: '1' });

describe('the lock of a run folder', () => {
  it('is taken, held and given back', () => {
    const run = temporaryFolder();
    takeRun(run);
    expect(ownerOf(run)).toMatchObject({ pid: process.pid });
    expect(() => {
      takeRun(run);
    }).toThrow(`${run} is in use: process ${process.pid} writes this run.`);
    releaseRun(run);
    expect(readdirSync(run)).toEqual([]);
  });

  it.each([
    ['of a dead process', deadOwner()],
    ['that is torn', '{"pid": 1'],
    ['that is empty', ''],
    ['that is huge', ' '.repeat(100_000)],
  ])('%s is taken over', (_what, content) => {
    const run = temporaryFolder();
    writeFileSync(join(run, RUN_FILES.owner), content);
    takeRun(run);
    expect(ownerOf(run)).toMatchObject({ pid: process.pid });
    expect(readdirSync(run)).toEqual([RUN_FILES.owner]);
  });

  it('on the disk of another machine is respected', () => {
    const run = temporaryFolder();
    writeFileSync(join(run, RUN_FILES.owner), JSON.stringify({ pid: 7, host: 'elsewhere', processStart: null }));
    expect(() => {
      takeRun(run);
    }).toThrow('process 7 on elsewhere writes this run');
  });

  it('that is another one is not given back', () => {
    const run = temporaryFolder();
    writeFileSync(join(run, RUN_FILES.owner), deadOwner());
    releaseRun(run);
    expect(existsSync(join(run, RUN_FILES.owner))).toBe(true);
  });

  it('follows no link', () => {
    const [run, elsewhere] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(elsewhere, 'precious'), 'as it was');
    symlinkSync(join(elsewhere, 'precious'), join(run, RUN_FILES.owner));
    takeRun(run);
    expect(readFileSync(join(elsewhere, 'precious'), 'utf8')).toBe('as it was');
    expect(ownerOf(run)).toMatchObject({ pid: process.pid });
  });

  it('is got by one of many processes that find a dead one at the same time', async () => {
    const root = temporaryFolder();
    const script = join(root, 'take.cjs');
    const lock = join(import.meta.dirname, '../../../src-core/runs/run-lock.ts');
    await build({
      stdin: {
        contents: `import { takeRun } from ${JSON.stringify(lock)};
          process.on('message', (run) => {
            try { takeRun(run); process.send('taken'); } catch (error) { process.send(error.name); }
          });
          process.send('ready');`,
        resolveDir: import.meta.dirname,
      },
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    const takers = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    );
    const hear = (): Promise<unknown[]> =>
      Promise.all(takers.map((taker) => new Promise((resolve) => taker.once('message', resolve))));
    await hear();
    for (let round = 0; round < 40; round++) {
      const run = join(root, String(round));
      mkdirSync(run);
      writeFileSync(join(run, RUN_FILES.owner), deadOwner());
      const answers = hear();
      for (const taker of takers) taker.send(run);
      const got = await answers;
      expect(
        got.filter((answer) => answer === 'taken'),
        `round ${round}`,
      ).toHaveLength(1);
      expect(got.filter((answer) => answer === 'UserError')).toHaveLength(5);
    }
    for (const taker of takers) taker.kill();
  });
});
