import { execFileSync } from 'node:child_process';
import { availableParallelism, release, totalmem, type } from 'node:os';

import { type Device, DeviceSchema } from '../../src-core/runs/run-info';
import { runWorker } from './run-worker';

/** On what and with what the bench ran. */
export interface Machine {
  readonly date: string;
  readonly device: Device;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Of our repository, with a plus when src-core has changes that no commit has; `unknown` outside a checkout. */
  readonly commit: string;
}

/** Looks at this machine. */
export async function describeMachine(): Promise<Machine> {
  return {
    date: new Date().toISOString().slice(0, 10),
    device: await runWorker('device', {}, DeviceSchema),
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    commit: commit(),
  };
}

/** One line for above the tables. */
export function machineLine({ date, device, cores, memoryGb, system, node, commit: at }: Machine): string {
  return `${date}, ${device.name}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, TensorFlow ${device.tensorflow}, commit ${at}.`;
}

function commit(): string {
  // Bundles lie two folders below the repository's root.
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: `${__dirname}/../..`, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'src-core') !== '';
    return git('rev-parse', '--short', 'HEAD').trim() + (changed ? '+' : '');
  } catch {
    return 'unknown';
  }
}
