import { cpus, totalmem } from 'node:os';

import type { DeviceUsage } from '../../contract';
import { NvidiaSmi } from './nvidia-smi';
import { availableMemory, machineCpuTimes, processUsage, type CpuTimes } from './proc-files';

/** Two looks closer than this tell no share: the system counts in hundredths of a second. */
const LEAST_INTERVAL_MS = 250;

interface Look {
  readonly time: number;
  readonly machine: CpuTimes;
  readonly pid: number | undefined;
  readonly cpuSeconds: number | null;
}

/** Tells what the machine and the trainer use, each time since the question before. */
export class UsageMeter {
  private last: Look | null = null;
  private latest: DeviceUsage | null = null;
  private readonly nvidia = new NvidiaSmi();

  /** @param trainerPid the trainer's process while there is one */
  constructor(private readonly trainerPid: () => number | undefined) {}

  async usage(): Promise<DeviceUsage> {
    // Not the clock on the wall, which may be set back.
    const time = performance.now();
    if (this.latest !== null && this.last !== null && time - this.last.time < LEAST_INTERVAL_MS) return this.latest;
    const pid = this.trainerPid();
    const [available, trainer, gpus] = await Promise.all([
      availableMemory(),
      pid === undefined ? null : processUsage(pid),
      this.nvidia.gpus(),
    ]);
    const look: Look = { time, machine: machineCpuTimes(), pid, cpuSeconds: trainer?.cpuSeconds ?? null };
    const cores = cpus().length;
    this.latest = {
      machine: {
        cores,
        cpuPercent: machineShare(this.last, look),
        memoryUsed: totalmem() - available,
        memoryTotal: totalmem(),
      },
      trainer: trainer === null ? null : { cpuPercent: trainerShare(this.last, look, cores), memory: trainer.memory },
      gpus,
      noGpu: this.nvidia.problem,
    };
    this.last = look;
    return this.latest;
  }
}

function machineShare(before: Look | null, now: Look): number | null {
  const total = before === null ? 0 : now.machine.total - before.machine.total;
  return before === null || total <= 0 ? null : percent((now.machine.busy - before.machine.busy) / total);
}

function trainerShare(before: Look | null, now: Look, cores: number): number | null {
  if (before === null || before.pid !== now.pid || before.cpuSeconds === null || now.cpuSeconds === null) return null;
  return percent((1_000 * (now.cpuSeconds - before.cpuSeconds)) / (now.time - before.time) / cores);
}

function percent(share: number): number {
  return 100 * Math.min(Math.max(share, 0), 1);
}
