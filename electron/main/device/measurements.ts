import * as v from 'valibot';

import type { Profile, ProfileFile } from '../profile-file';

const MOST_MEASUREMENTS = 60;

const Positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** What decides how long a search step takes and how much memory it needs, on one device. */
const WorkloadSchema = v.object({
  device: v.string(),
  batchSize: Positive,
  channels: Positive,
  layers: Positive,
  unrolled: v.boolean(),
  /** Pixels of an image times its colours. */
  imageValues: Positive,
  classes: Positive,
});
/** What decides how long a search step takes and how much memory it needs, on one device. */
export type Workload = v.InferOutput<typeof WorkloadSchema>;

const MeasurementSchema = v.object({
  workload: WorkloadSchema,
  stepMs: Positive,
  /** The most memory that the trainer had, in bytes; null where the system does not tell. */
  peakMemory: v.nullable(Positive),
  /** Size of a checkpoint. */
  stateBytes: Positive,
});
/** What steps of one workload took on this machine. */
export type Measurement = v.InferOutput<typeof MeasurementSchema>;

/** What searches took on this machine, kept in the profile, the latest of each workload. */
export class Measurements {
  private readonly file: ProfileFile<readonly Measurement[]>;

  constructor(profile: Profile) {
    this.file = profile.open<readonly Measurement[]>('measurements.json', v.array(MeasurementSchema), []);
  }

  /** Latest first. */
  get all(): readonly Measurement[] {
    return this.file.value;
  }

  add(measurement: Measurement): void {
    const others = this.all.filter(({ workload }) => !isSameWorkload(workload, measurement.workload));
    this.file.set([measurement, ...others].slice(0, MOST_MEASUREMENTS));
  }
}

/** Whether two searches do the same in a step. */
export function isSameWorkload(a: Workload, b: Workload): boolean {
  return (
    a.device === b.device &&
    a.batchSize === b.batchSize &&
    a.channels === b.channels &&
    a.layers === b.layers &&
    a.unrolled === b.unrolled &&
    a.imageValues === b.imageValues &&
    a.classes === b.classes
  );
}
