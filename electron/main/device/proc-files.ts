import { readFile } from 'node:fs/promises';
import { cpus, freemem } from 'node:os';

/** Processor time, in any unit that both looks share. */
export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** Processor time of the whole machine since it started. */
export function machineCpuTimes(): CpuTimes {
  let [busy, total] = [0, 0];
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq;
    busy += used;
    total += used + times.idle;
  }
  return { busy, total };
}

/** Memory in bytes that programs can still have; Linux counts what it would give back as free. */
export async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  return kilobytesOf(text, 'MemAvailable') ?? freemem();
}

/** What a process has used so far. */
export interface ProcessUsage {
  /** Processor time in seconds since it started. */
  readonly cpuSeconds: number;
  /** Bytes in memory now. */
  readonly memory: number;
  /** The most bytes it ever had in memory. */
  readonly peakMemory: number;
}

/** Ticks a second of `/proc/PID/stat`; fixed at 100 for programs on Linux. */
const TICKS = 100;

/** From Linux's `/proc`; null on other systems and when the process is gone. */
export async function processUsage(pid: number): Promise<ProcessUsage | null> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    return parseProcessUsage(stat, status);
  } catch {
    return null;
  }
}

/** @returns null when the texts are not what Linux writes of a process that lives */
export function parseProcessUsage(stat: string, status: string): ProcessUsage | null {
  // The second field is the command in brackets and may hold spaces, so count from its end: fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const memory = kilobytesOf(status, 'VmRSS');
  const peakMemory = kilobytesOf(status, 'VmHWM');
  if (!Number.isFinite(ticks) || memory === null || peakMemory === null) return null;
  return { cpuSeconds: ticks / TICKS, memory, peakMemory };
}

/** A line such as `MemAvailable:  123 kB`, in bytes. */
function kilobytesOf(text: string, name: string): number | null {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text);
  return found === null ? null : Number(found[1]) * 1_024;
}
