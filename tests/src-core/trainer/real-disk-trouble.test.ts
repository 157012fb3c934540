import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it, onTestFinished } from 'vitest';

import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { temporaryFolder } from '../../temporary-folder';
import { outcomeOf } from './compare-runs';
import { writeTinyDataset } from './tiny-dataset';
import { bundleTrainer } from './trainer-bundle';

// Slow: real trainers on TensorFlow, on disks that the system itself fills or write-protects. disk-trouble.test.ts tries
// every moment, on a disk that is made to fail.

const bundle = bundleTrainer();
const SMALL = ['--epochs', '12', '--batch-size', '5', '--channels', '2', '--layers', '1', '--checkpoint-minutes', '0'];

/** A search and what can befall its disk. */
interface SearchOnDisk {
  readonly trainer: ChildProcess;
  /** What it tells, a JSON object a line. */
  readonly records: Readable;
  break(): void;
  mend(): void;
}

/** Permissions bind everyone but root, who is given up the right to pass over them. */
function withPermissions(words: readonly string[], run: string): SearchOnDisk {
  const bound = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
  const [command = '', ...rest] = [...bound, process.execPath, bundle, ...words];
  const trainer = spawn(command, rest, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const allow = (mode: number) => (): void => {
    for (const folder of [run, join(run, RUN_FILES.checkpoints)]) chmodSync(folder, mode);
  };
  return { trainer, records: trainer.stdout, break: allow(0o555), mend: allow(0o755) };
}

/** What a shell does to the disk; `$run` is the run folder, `$kept` where to copy it from a disk that vanishes. */
interface Mounts {
  readonly before: string;
  readonly break: string;
  readonly mend: string;
  readonly after: string;
}

/** A read-only mount comes to lie over the run folder: at once or, when a file in it is just open, a moment later. */
const WRITE_PROTECTED: Mounts = {
  before: ':',
  break: 'mount --bind "$run" "$run"; until mount -o remount,bind,ro "$run"; do sleep 0.01; done',
  mend: 'until umount "$run"; do sleep 0.01; done',
  after: ':',
};

/** A disk of 16 MB, of which another program takes all. */
const FULL: Mounts = {
  before: 'mount -t tmpfs -o size=16m none "${run%/*}"',
  break: 'cat /dev/zero > "${run%/*}/other" 2> /dev/null',
  mend: 'rm "${run%/*}/other"',
  after: 'cp -r "$run" "$kept"',
};

/** The search sees mounts of its own. */
const withMounts =
  (mounts: Mounts) =>
  (words: readonly string[], run: string, kept: string): SearchOnDisk => {
    const script = [
      'run=$1 kept=$2; shift 2',
      mounts.before,
      '"$@" & trainer=$!',
      'while read -r order; do case $order in',
      `break) ${mounts.break};;`,
      `mend) ${mounts.mend};;`,
      'esac; done',
      'wait $trainer; code=$?',
      mounts.after,
      'exit $code',
    ].join('\n');
    const inShell = ['sh', '-c', script, 'sh', run, kept, process.execPath, bundle, ...words];
    const shell = spawn('unshare', [...OWN_MOUNTS, ...inShell], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    return {
      trainer: shell,
      records: shell.stdout,
      break: () => shell.stdin.write('break\n'),
      mend: () => shell.stdin.end('mend\n'),
    };
  };

const OWN_MOUNTS = ['--map-root-user', '--mount'];
/** Some systems let nobody, and some containers not even root, have mounts of their own. */
const mayMount = spawnSync('unshare', [...OWN_MOUNTS, 'true']).status === 0;

/** Breaks a search's disk after its third step, and mends it once the search has said so and stood still. */
async function searchThrough(start: ReturnType<typeof withMounts>, sentence: RegExp): Promise<void> {
  const folder = temporaryFolder();
  const [disk, straight] = [join(folder, 'disk'), join(folder, 'straight')];
  mkdirSync(disk);
  const data = writeTinyDataset(join(folder, 'data'));
  const search = (out: string): string[] => ['search', '--data', data, '--out', out, ...SMALL, '--json'];
  expect(spawnSync(process.execPath, [bundle, ...search(straight)], { stdio: 'ignore' }).status).toBe(0);

  const [run, kept] = [join(disk, 'run'), join(folder, 'kept')];
  const begun = start(search(run), run, kept);
  const { trainer } = begun;
  onTestFinished(() => {
    // With all that it has started: it leads a group of its own.
    if (trainer.exitCode === null && trainer.pid !== undefined) process.kill(-trainer.pid, 'SIGKILL');
  });
  const end = once(trainer, 'exit');
  const records: RunRecord[] = [];
  createInterface({ input: begun.records }).on('line', (line) => records.push(JSON.parse(line) as RunRecord));
  const until = async (isIt: (record: RunRecord) => boolean): Promise<void> => {
    while (!records.some(isIt)) await sleep(20);
  };
  await until((record) => record.kind === 'step' && record.globalStep === 3);
  begun.break();
  await until((record) => record.kind === 'status' && record.state === 'paused');
  const told = records.length;
  await sleep(500);
  expect(records.length).toBe(told);
  expect(records.at(-1)).toMatchObject({ state: 'paused', message: expect.stringMatching(sentence) as string });
  begun.mend();

  expect(await end).toEqual([0, null]);
  const states = records.flatMap((record) => (record.kind === 'status' ? [record.state] : []));
  const changes = states.filter((state, i) => state !== states[i - 1]);
  expect(changes).toEqual(['preparing', 'running', 'paused', 'running', 'finished']);
  expect(outcomeOf(existsSync(kept) ? kept : run)).toEqual(outcomeOf(straight));
}

describe(
  'a search whose disk refuses in mid-run waits, goes on by itself, and loses nothing',
  { timeout: 120_000 },
  () => {
    it('when its folder loses its write permission', async () => {
      await searchThrough(withPermissions, /^Cannot \w+ .*: you have no permission\. .* The run waits, and goes on by/);
    });

    it.skipIf(!mayMount)('when its disk becomes read-only', async () => {
      await searchThrough(
        withMounts(WRITE_PROTECTED),
        /^Cannot \w+ .*: the disk is read-only\. .* The run waits, and goes/,
      );
    });

    it.skipIf(!mayMount)('when its disk is full', async () => {
      await searchThrough(
        withMounts(FULL),
        /^Cannot \w+ .*: the disk is full\. .* The run waits, and goes on by itself/,
      );
    });
  },
);
