import { NUMBER_BYTES, countOf } from '../runs/checkpoint-format';
import { estimateRunBytes } from '../runs/run-size';
import type { RunWork } from './run-work';

/** Bytes that the folder of a run will take, at most. */
export function sizeOfRun({ machine, extent, observation }: RunWork): number {
  const numbers = Object.values(machine.stateShapes).reduce((sum, shape) => sum + countOf(shape), 0);
  const { epochs, stepsPerEpoch } = extent;
  // One more closes the epoch.
  const alphasPerEpoch = observation === null ? 0 : Math.ceil(stepsPerEpoch / observation.every) + 1;
  return estimateRunBytes({ stateBytes: NUMBER_BYTES * numbers, epochs, stepsPerEpoch, alphasPerEpoch });
}
