import type { DatasetFacts } from '../../../src-core/data/dataset-facts';
import { estimateRunBytes } from '../../../src-core/runs/run-size';
import type { SearchConfig } from '../../../src-core/search/config';
import type { RunEstimate } from '../../contract';
import { isSameWorkload, type Measurement, type SearchWorkload } from './measurements';
import { scaleMemory } from './scale-memory';

/** Forward and backward passes in a step: two of first order, five of second. */
const PASSES = { first: 2, second: 5 } as const;
/** A forward pass takes about a third of one with its gradient. */
const FORWARD_SHARE = 1 / 3;
/** What is further away than this tells nothing. */
const LARGEST_RATIO = 32;

/** What the machine has left. */
export interface Room {
  readonly memoryAvailable: number;
  readonly diskAvailable: number;
}

/** The workload of a search on a device. */
export function workloadOf(
  device: string,
  { batchSize, channels, layers, unrolled }: SearchConfig,
  { height, width, channels: colours, classNames }: DatasetFacts,
): SearchWorkload {
  return {
    device,
    batchSize,
    channels,
    layers,
    unrolled,
    imageValues: height * width * colours,
    classes: classNames.length,
  };
}

/**
 * What a search will take, by what was measured on this machine: the same workload, else the nearest one. A step's time and
 * the memory of its activations grow with images, pixels, cells and channels, a checkpoint with cells and the square of
 * channels.
 *
 * @returns null when nothing that was measured is near enough
 */
export function estimateSearch(
  measured: readonly Measurement<SearchWorkload>[],
  device: string,
  config: SearchConfig,
  facts: DatasetFacts,
  room: Room,
): RunEstimate | null {
  const wanted = workloadOf(device, config, facts);
  const same = measured.find(({ workload }) => isSameWorkload(workload, wanted));
  const nearest = same ?? nearestOf(measured, wanted);
  if (nearest === null) return null;
  const from = nearest.workload;
  const stepSeconds = (nearest.stepMs * passRatio(wanted, from) * activationRatio(wanted, from)) / 1_000;
  const stateBytes = nearest.stateBytes * (wanted.layers / from.layers) * (wanted.channels / from.channels) ** 2;
  const plan = planOf(config, facts);
  return {
    basis: same === undefined ? 'scaled' : 'measured',
    stepSeconds,
    stepsPerEpoch: plan.stepsPerEpoch,
    totalSeconds: config.epochs * (plan.stepsPerEpoch + plan.validationBatches * validationShare(config)) * stepSeconds,
    memoryBytes: nearest.peakMemory === null ? null : scaleMemory(nearest.peakMemory, activationRatio(wanted, from)),
    diskBytes: estimateRunBytes({
      stateBytes,
      epochs: config.epochs,
      stepsPerEpoch: plan.stepsPerEpoch,
      alphasPerEpoch: Math.ceil(plan.stepsPerEpoch / config.reportFreq) + 1,
    }),
    ...room,
  };
}

function nearestOf(
  measured: readonly Measurement<SearchWorkload>[],
  wanted: SearchWorkload,
): Measurement<SearchWorkload> | null {
  const candidates = measured
    .filter(({ workload }) => workload.device === wanted.device)
    .map((measurement) => ({ measurement, distance: distanceOf(measurement.workload, wanted) }))
    .filter(({ distance }) => distance <= Math.log(LARGEST_RATIO))
    .sort((a, b) => a.distance - b.distance);
  return candidates[0]?.measurement ?? null;
}

/** How far apart two workloads are: each ratio counts, whichever way it goes. */
function distanceOf(a: SearchWorkload, b: SearchWorkload): number {
  const pairs = [
    [a.batchSize, b.batchSize],
    [a.channels, b.channels],
    [a.layers, b.layers],
    [a.imageValues, b.imageValues],
    [passesOf(a), passesOf(b)],
  ] as const;
  return pairs.reduce((sum, [x, y]) => sum + Math.abs(Math.log(x / y)), 0);
}

function activationRatio(wanted: SearchWorkload, from: SearchWorkload): number {
  return (
    (wanted.batchSize / from.batchSize) *
    (wanted.imageValues / from.imageValues) *
    (wanted.layers / from.layers) *
    (wanted.channels / from.channels)
  );
}

function passRatio(wanted: SearchWorkload, from: SearchWorkload): number {
  return passesOf(wanted) / passesOf(from);
}

function passesOf({ unrolled }: Pick<SearchWorkload, 'unrolled'>): number {
  return unrolled ? PASSES.second : PASSES.first;
}

/** A validation batch in parts of a step. */
function validationShare(config: SearchConfig): number {
  return FORWARD_SHARE / passesOf(config);
}

function planOf(
  { batchSize, trainPortion }: SearchConfig,
  { trainImages }: DatasetFacts,
): { readonly stepsPerEpoch: number; readonly validationBatches: number } {
  const train = Math.floor(trainImages * trainPortion);
  return {
    stepsPerEpoch: Math.max(Math.ceil(train / batchSize), 1),
    validationBatches: Math.max(Math.ceil((trainImages - train) / batchSize), 1),
  };
}
