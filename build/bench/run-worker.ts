import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import * as v from 'valibot';

import allocator from '../../src-core/runtime/allocator-environment.json';
import { CannotRun } from './cannot-run';
import { type Worker, workerFile } from './contender';

/**
 * Runs a worker that measures on its own and ends with one line of JSON on standard output.
 *
 * @throws CannotRun
 */
export async function runWorker<T>(
  name: Worker,
  options: Readonly<Record<string, number>>,
  schema: v.GenericSchema<unknown, T>,
): Promise<T> {
  const args = Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)]);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [workerFile(name), ...args], {
      // As the trainer is started.
      env: { ...allocator, ...process.env },
      maxBuffer: 64 * 2 ** 20,
    });
    return v.parse(schema, JSON.parse(stdout));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`the ${name} worker failed: ${message.trim().split('\n').at(-1) ?? ''}`);
  }
}
