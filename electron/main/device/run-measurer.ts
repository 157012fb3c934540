import type { RunRecord } from '../../../src-core/runs/records';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';
import { retrainWorkloadOf } from './estimate-retraining';
import { workloadOf } from './estimate-search';
import type { Measurements, RetrainWorkload, SearchWorkload } from './measurements';
import { processUsage } from './proc-files';

/** Fewer steps than this are not typical. */
const LEAST_STEPS = 5;

/** Measures a live run each time it saves: what its steps take tells what the next ones will. */
export class RunMeasurer {
  constructor(
    private readonly supervisor: TrainerSupervisor,
    private readonly searches: Measurements<SearchWorkload>,
    private readonly retrainings: Measurements<RetrainWorkload>,
  ) {}

  /** Follows what the live run tells. */
  async follow(records: readonly RunRecord[]): Promise<void> {
    const saved = records.find((record) => record.kind === 'checkpoint');
    const { liveInfo: info, liveRun, pid } = this.supervisor;
    const status = liveRun?.status;
    if (saved === undefined || info === null || !status?.stepMs || status.globalStep < LEAST_STEPS) return;
    const usage = pid === undefined ? null : await processUsage(pid);
    const { device, data } = info;
    const cost = { stepMs: status.stepMs, peakMemory: usage?.peakMemory ?? null, stateBytes: saved.bytes };
    if (info.kind === 'search') {
      this.searches.add({ workload: workloadOf(device.name, info.search, data), ...cost });
    } else {
      const plan = { genotype: info.genotype, config: info.retrain };
      this.retrainings.add({ workload: retrainWorkloadOf(device.name, plan, data), ...cost });
    }
  }
}
