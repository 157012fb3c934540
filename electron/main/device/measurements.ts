import { isDeepStrictEqual } from 'node:util';

import * as v from 'valibot';

import type { Profile, ProfileFile } from '../profile-file';

const MOST_MEASUREMENTS = 60;

const Positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** What decides how long a search step takes and how much memory it needs, on one device. */
export const SearchWorkloadSchema = v.object({
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
export type SearchWorkload = v.InferOutput<typeof SearchWorkloadSchema>;

/** The same of a retraining: networks of equal sizes are the same network, whatever their genotypes' names. */
export const RetrainWorkloadSchema = v.object({
  device: v.string(),
  batchSize: Positive,
  parameters: Positive,
  /** Of the network for one image. */
  multiplyAdds: Positive,
  /** What training needs by the network's shape, in bytes. */
  trainingBytes: Positive,
});
/** What decides how long a retraining's step takes and how much memory it needs, on one device. */
export type RetrainWorkload = v.InferOutput<typeof RetrainWorkloadSchema>;

/** What steps took on this machine. */
export interface StepCost {
  readonly stepMs: number;
  /** The most memory that the trainer had, in bytes; null where the system does not tell. */
  readonly peakMemory: number | null;
  /** Size of a checkpoint. */
  readonly stateBytes: number;
}

/** What steps of one workload took on this machine. */
export interface Measurement<Workload> extends StepCost {
  readonly workload: Workload;
}

/** What runs of one kind took on this machine, kept in the profile, the latest of each workload. */
export class Measurements<Workload extends object> {
  private readonly file: ProfileFile<readonly Measurement<Workload>[]>;

  /** @param name of the file in the profile */
  constructor(profile: Profile, name: string, workload: v.GenericSchema<unknown, Workload>) {
    const schema = v.object({
      workload,
      stepMs: Positive,
      peakMemory: v.nullable(Positive),
      stateBytes: Positive,
    });
    this.file = profile.open<readonly Measurement<Workload>[]>(name, v.array(schema), []);
  }

  /** Latest first. */
  get all(): readonly Measurement<Workload>[] {
    return this.file.value;
  }

  add(measurement: Measurement<Workload>): void {
    const others = this.all.filter(({ workload }) => !isSameWorkload(workload, measurement.workload));
    this.file.set([measurement, ...others].slice(0, MOST_MEASUREMENTS));
  }
}

/** Whether two runs do the same in a step. */
export function isSameWorkload<Workload extends object>(a: Workload, b: Workload): boolean {
  return isDeepStrictEqual(a, b);
}
