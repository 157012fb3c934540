import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';

import { yieldProcessor } from '../../../electron/main/trainer/yield-processor';

/** A search that keeps every core busy. */
const SEARCH = 'search --demo --epochs 100 --channels 8 --layers 4 --batch-size 32 --json'.split(' ');

/** Does something while a trainer searches on the same cores. */
export async function besideTrainer<T>(runs: string, act: () => Promise<T>): Promise<T> {
  const program = path.join(__dirname, '../trainer/index.cjs');
  const out = path.join(runs, 'busy');
  const trainer = spawn(process.execPath, [program, ...SEARCH, '--out', out], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // As the app does with its own.
  yieldProcessor(trainer.pid);
  try {
    await firstStep(trainer);
    return await act();
  } finally {
    const gone = once(trainer, 'exit');
    trainer.kill('SIGKILL');
    await gone;
    rmSync(out, { recursive: true, force: true });
  }
}

/** What it prints is read to its end: a full pipe would stop it. */
function firstStep({ stdout }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout?.on('data', (chunk) => {
      if (String(chunk).includes('"kind":"step"')) resolve();
    });
    stdout?.on('end', () => {
      reject(new Error('The trainer ended before its first step.'));
    });
  });
}
