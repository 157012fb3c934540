import type { DatasetFacts } from '../../../src-core/data/dataset-facts';
import type { RetrainConfig } from '../../../src-core/retrain/config';
import { sizeOfRetraining } from '../../../src-core/retrain/size-of-retraining';
import { estimateRunBytes } from '../../../src-core/runs/run-size';
import type { Genotype } from '../../../src-core/space/genotype';
import type { RunEstimate } from '../../contract';
import type { Room } from './estimate-search';
import { isSameWorkload, type Measurement, type RetrainWorkload } from './measurements';
import { scaleMemory } from './scale-memory';

/** A forward pass takes about a third of one with its gradient. */
const FORWARD_SHARE = 1 / 3;
/** What is further away than this, in arithmetic, tells nothing. */
const LARGEST_RATIO = 32;

/** What a retraining trains, and how. */
export interface RetrainPlan {
  readonly genotype: Genotype;
  readonly config: RetrainConfig;
}

/** The workload of a retraining on a device. */
export function retrainWorkloadOf(device: string, plan: RetrainPlan, facts: DatasetFacts): RetrainWorkload {
  const size = sizeOfRetraining(plan.genotype, plan.config, facts);
  return {
    device,
    batchSize: plan.config.batchSize,
    parameters: size.parameters + size.auxiliaryParameters,
    multiplyAdds: size.multiplyAdds,
    trainingBytes: size.trainingBytes,
  };
}

/**
 * What a retraining will take, by what was measured on this machine: the same network, else the one nearest in arithmetic.
 * A step's time grows with the network's multiplications and the batch, memory with what training needs by the network's
 * shape, a checkpoint with the parameters.
 *
 * @returns null when nothing that was measured is near enough
 */
export function estimateRetraining(
  measured: readonly Measurement<RetrainWorkload>[],
  device: string,
  plan: RetrainPlan,
  facts: DatasetFacts,
  room: Room,
): RunEstimate | null {
  const wanted = retrainWorkloadOf(device, plan, facts);
  const same = measured.find(({ workload }) => isSameWorkload(workload, wanted));
  const nearest = same ?? nearestOf(measured, wanted);
  if (nearest === null) return null;
  const from = nearest.workload;
  const { config } = plan;
  const stepSeconds = (nearest.stepMs * arithmeticOf(wanted)) / arithmeticOf(from) / 1_000;
  const train = Math.floor(facts.trainImages * config.trainPortion);
  const stepsPerEpoch = Math.max(Math.ceil(train / config.batchSize), 1);
  const heldOut = Math.ceil((facts.trainImages - train) / config.batchSize);
  const tested = Math.ceil(facts.testImages / config.batchSize);
  const steps = config.epochs * (stepsPerEpoch + FORWARD_SHARE * heldOut) + FORWARD_SHARE * tested;
  return {
    basis: same === undefined ? 'scaled' : 'measured',
    stepSeconds,
    stepsPerEpoch,
    totalSeconds: steps * stepSeconds,
    memoryBytes:
      nearest.peakMemory === null ? null : scaleMemory(nearest.peakMemory, wanted.trainingBytes / from.trainingBytes),
    diskBytes: estimateRunBytes({
      stateBytes: nearest.stateBytes * (wanted.parameters / from.parameters),
      epochs: config.epochs,
      stepsPerEpoch,
      alphasPerEpoch: 0,
    }),
    ...room,
  };
}

function nearestOf(
  measured: readonly Measurement<RetrainWorkload>[],
  wanted: RetrainWorkload,
): Measurement<RetrainWorkload> | null {
  const distance = (workload: RetrainWorkload): number =>
    Math.abs(Math.log(arithmeticOf(workload) / arithmeticOf(wanted))) +
    Math.abs(Math.log(workload.trainingBytes / wanted.trainingBytes));
  const candidates = measured
    .filter(({ workload }) => workload.device === wanted.device && distance(workload) <= Math.log(LARGEST_RATIO))
    .sort((a, b) => distance(a.workload) - distance(b.workload));
  return candidates[0] ?? null;
}

/** Multiplications of a forward pass over a batch. */
function arithmeticOf({ batchSize, multiplyAdds }: RetrainWorkload): number {
  return batchSize * multiplyAdds;
}
