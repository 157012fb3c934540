import type { RunRecord } from '../../../src-core/runs/records';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';
import { workloadOf } from './estimate-search';
import type { Measurements } from './measurements';
import { processUsage } from './proc-files';

/** Fewer steps than this are not typical. */
const LEAST_STEPS = 5;

/** Measures a live search each time it saves: what its steps take tells what the next search will. */
export class RunMeasurer {
  constructor(
    private readonly supervisor: TrainerSupervisor,
    private readonly measurements: Measurements,
  ) {}

  /** Follows what the live run tells. */
  async follow(records: readonly RunRecord[]): Promise<void> {
    const saved = records.find((record) => record.kind === 'checkpoint');
    const { liveInfo: info, liveRun, pid } = this.supervisor;
    const status = liveRun?.status;
    if (saved === undefined || info?.kind !== 'search' || !status?.stepMs || status.globalStep < LEAST_STEPS) return;
    const usage = pid === undefined ? null : await processUsage(pid);
    this.measurements.add({
      workload: workloadOf(info.device.name, info.search, info.data),
      stepMs: status.stepMs,
      peakMemory: usage?.peakMemory ?? null,
      stateBytes: saved.bytes,
    });
  }
}
