import { execFile, type ExecFileException } from 'node:child_process';

import { messageOf } from '../../../src-core/user-error';
import type { GpuUsage } from '../../contract';

const QUERY = 'name,utilization.gpu,memory.used,memory.total,temperature.gpu';
const LIMIT_MS = 3_000;
/** A machine without the program does not grow one every second. */
const RETRY_MS = 60_000;
const MEGABYTE = 1_048_576;

/** What the graphics cards use, by NVIDIA's own tool; nothing where it is missing. */
export class NvidiaSmi {
  private notBefore = Number.NEGATIVE_INFINITY;
  private failure: string | null = null;

  /** @param command another program in its place, for tests */
  constructor(private readonly command = 'nvidia-smi') {}

  async gpus(now: number = performance.now()): Promise<readonly GpuUsage[]> {
    if (now < this.notBefore) return [];
    try {
      const gpus = parseGpus(await run(this.command));
      this.failure = gpus.length > 0 ? null : `${this.command} lists no card`;
      return gpus;
    } catch (error) {
      this.notBefore = now + RETRY_MS;
      this.failure = messageOf(error);
      return [];
    }
  }

  /** Why the last look found no card; null when it did. */
  get problem(): string | null {
    return this.failure;
  }
}

/** One card a line, values by commas, `[N/A]` or `[Not Supported]` for what it does not tell. */
export function parseGpus(text: string): readonly GpuUsage[] {
  return text
    .split('\n')
    .map((line) => line.split(',').map((value) => value.trim()))
    .filter((values) => values.length === 5)
    .map(([name = '', utilisation, used, total, temperature]) => ({
      name,
      utilisationPercent: numberOf(utilisation),
      memoryUsed: scale(numberOf(used)),
      memoryTotal: scale(numberOf(total)),
      temperature: numberOf(temperature),
    }));
}

function run(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      [`--query-gpu=${QUERY}`, '--format=csv,noheader,nounits'],
      { timeout: LIMIT_MS, windowsHide: true, maxBuffer: MEGABYTE },
      (error, output) => {
        if (error) reject(new Error(describeFailure(command, error, output)));
        else resolve(output);
      },
    );
  });
}

/** In the tool's own words where it has some. */
function describeFailure(command: string, error: ExecFileException, output: string): string {
  if (error.code === 'ENOENT') return `no NVIDIA driver (${command} is not there)`;
  const [words = ''] = output.trim().split('\n');
  return words === '' ? `${command} fails` : `${command} says “${words}”`;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function scale(megabytes: number | null): number | null {
  return megabytes === null ? null : megabytes * MEGABYTE;
}
