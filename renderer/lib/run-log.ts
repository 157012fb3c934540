import type {
  CheckpointRecord,
  EpochRecord,
  EvaluationRecord,
  ResumedRecord,
  ResumeGrade,
  RunRecord,
  RunState,
  StatusRecord,
  StepRecord,
} from '../../src-core/runs/records';
import { AlphasHistory } from './alphas-history';
import { RunClock } from './chart/run-clock';
import { appendEpoch, appendStep, createRunSeries } from './run-series';

/**
 * What a run's records add up to, whether they are replayed from its folder or arrive live: one way in, `append`, which
 * takes any record twice without harm, so a snapshot and the pushes around it may overlap.
 */
export class RunLog {
  readonly series = createRunSeries();
  readonly alphas = new AlphasHistory();
  status: StatusRecord | null = null;
  lastStep: StepRecord | null = null;
  lastEpoch: EpochRecord | null = null;
  /** Best top-1 over the valid half so far, percent. */
  bestTop1: number | null = null;
  /** Every epoch's end, oldest first. */
  readonly epochs: EpochRecord[] = [];
  /** What can be continued from, oldest first. */
  readonly checkpoints: CheckpointRecord[] = [];
  /** Every time the run was continued. */
  readonly resumptions: ResumedRecord[] = [];
  /** What the machine can promise if the run is interrupted, as found out when it last began or went on; null before. */
  grade: ResumeGrade | null = null;
  /** Measurements on a whole split, oldest first. */
  readonly evaluations: EvaluationRecord[] = [];
  /** Every change of the state, oldest first. */
  readonly changes: StatusRecord[] = [];
  readonly clock: RunClock;
  /** When the work that is not yet in a record began, milliseconds since 1970; null while the run rests. */
  private workingSince: number | null;

  /** @param started when the run began, milliseconds since 1970 */
  constructor(started: number) {
    this.workingSince = started;
    this.clock = new RunClock(started);
  }

  /** Adds records, oldest first. */
  append(records: readonly RunRecord[]): void {
    for (const record of records) this.add(record);
  }

  /** Where the run stands; a run whose first record is still to come is being prepared. */
  get state(): RunState {
    return this.status?.state ?? (this.lastStep === null ? 'preparing' : 'running');
  }

  /** Steps done in the whole run. */
  get globalStep(): number {
    return Math.max(this.status?.globalStep ?? 0, this.lastStep?.globalStep ?? 0);
  }

  /** Milliseconds at work up to `now`: what the records measured, so pauses do not count, and what goes on since. */
  elapsedMs(now: number): number {
    const unmeasured = this.workingSince === null ? 0 : Math.max(0, now - this.workingSince);
    return this.clock.activeMs + unmeasured;
  }

  private add(record: RunRecord): void {
    switch (record.kind) {
      case 'step':
        this.addStep(record);
        break;
      case 'epoch':
        this.addEpoch(record);
        break;
      case 'alphas':
        this.alphas.add(record);
        break;
      case 'status':
        this.addStatus(record);
        break;
      case 'checkpoint':
        if (isLater(record, this.checkpoints)) this.checkpoints.push(record);
        break;
      case 'probe':
        this.grade = record.grade;
        break;
      case 'resumed':
        this.grade = record.grade;
        if (isLater(record, this.resumptions)) this.resumptions.push(record);
        break;
      case 'evaluation':
        if (isLater(record, this.evaluations)) this.evaluations.push(record);
        break;
    }
  }

  private addStep(record: StepRecord): void {
    if (record.globalStep <= (this.lastStep?.globalStep ?? 0)) return;
    this.lastStep = record;
    this.clock.addStep(record);
    this.workingSince = record.time;
    appendStep(this.series, record);
  }

  private addEpoch(record: EpochRecord): void {
    if (record.epoch <= (this.lastEpoch?.epoch ?? -1)) return;
    this.lastEpoch = record;
    this.epochs.push(record);
    this.clock.addEpoch(record);
    this.workingSince = record.time;
    if (record.valid.top1 !== null) this.bestTop1 = Math.max(this.bestTop1 ?? 0, record.valid.top1);
    appendEpoch(this.series, record);
  }

  private addStatus(record: StatusRecord): void {
    if (this.status !== null && record.time < this.status.time) return;
    if (record.state !== this.status?.state) this.changes.push(record);
    this.status = record;
    const working = record.state === 'running' || record.state === 'preparing';
    if (!working) this.workingSince = null;
    else this.workingSince ??= record.time;
  }
}

function isLater(record: { readonly time: number }, known: readonly { readonly time: number }[]): boolean {
  return record.time > (known[known.length - 1]?.time ?? -Infinity);
}
