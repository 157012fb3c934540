import { execFile } from 'node:child_process';

import type { GpuUsage } from '../../contract';

const QUERY = 'name,utilization.gpu,memory.used,memory.total,temperature.gpu';
const LIMIT_MS = 3_000;
/** A machine without the program does not grow one every second. */
const RETRY_MS = 60_000;
const MEGABYTE = 1_048_576;

/** What the graphics cards use, by NVIDIA's own tool; nothing where it is missing. */
export class NvidiaSmi {
  private notBefore = Number.NEGATIVE_INFINITY;

  /** @param command another program in its place, for tests */
  constructor(private readonly command = 'nvidia-smi') {}

  async gpus(now: number = performance.now()): Promise<readonly GpuUsage[]> {
    if (now < this.notBefore) return [];
    try {
      return parseGpus(await run(this.command));
    } catch {
      this.notBefore = now + RETRY_MS;
      return [];
    }
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
        if (error) reject(error);
        else resolve(output);
      },
    );
  });
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function scale(megabytes: number | null): number | null {
  return megabytes === null ? null : megabytes * MEGABYTE;
}
