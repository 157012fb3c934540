import { readNewestCheckpoint } from '../runs/checkpoint-store';
import type { ExecutorState } from '../search/step-executor';
import { RetrainCheckpointSchema } from './retrain-checkpoint';

/** Which of a run's networks is meant: the best on the images that were held out, or the last one. */
export type WhichNetwork = 'best' | 'last';

/** A network's weights from a checkpoint. */
export interface SavedNetwork {
  readonly state: ExecutorState;
  /** Epochs that it was trained for. */
  readonly epoch: number;
  /** Steps that it was trained for. */
  readonly globalStep: number;
  /** What is wrong with newer checkpoints, a sentence each. */
  readonly skipped: readonly string[];
}

/** Reads one of the networks that a run has saved; null when it has none. */
export function readSavedNetwork(folder: string, which: WhichNetwork): SavedNetwork | null {
  const order = which === 'best' ? 'best' : 'newest';
  const found = readNewestCheckpoint(folder, RetrainCheckpointSchema, undefined, order);
  if (found === null) return null;
  const { header, tensors, skipped } = found;
  const { position, measurements, counters } = header;
  // Each step and each epoch is one measurement.
  return { state: { tensors, counters }, epoch: position.epoch, globalStep: measurements - position.epoch, skipped };
}
