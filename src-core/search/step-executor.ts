import type { Batch } from '../data/image-dataset';
import type { CheckpointTensors } from '../runs/checkpoint-format';

/** What one batch added up to: summed, so that a mean over a split is exact whatever its last batch's size. */
export interface BatchSums {
  /** Cross-entropy in nats, summed over the images. */
  readonly loss: number;
  /** Images whose class is the most likely one. */
  readonly top1: number;
  /** Images whose class is among the min(5, classes) most likely. */
  readonly top5: number;
  readonly count: number;
}

/** What one search step tells. */
export interface SearchStepResult {
  /** Of the weight update's batch, before the update. */
  readonly train: BatchSums;
  /** Of the alpha update's batch, before the update. */
  readonly valid: BatchSums;
  /** Global norm of the weight gradient before clipping. */
  readonly gradNorm: number;
}

/** The architecture parameters before the softmax, `[14 edges][8 operations]` each. */
export interface Alphas {
  readonly normal: number[][];
  readonly reduce: number[][];
}

/** All that steps have changed and that later steps depend on. */
export interface ExecutorState {
  readonly tensors: CheckpointTensors;
  /** What is not a tensor, such as how many steps Adam has made. */
  readonly counters: Readonly<Record<string, number>>;
}

/**
 * Runs steps of a search and owns all state that they change: weights, momentum, alphas, Adam's moments, running
 * statistics. How a step is executed (op by op, or as a compiled graph) stays behind this interface.
 */
export interface StepExecutor {
  /**
   * One search step as quark0/darts cnn/train_search.py does it: first the alphas on `valid`, then the weights on
   * `train` with the new alphas.
   */
  searchStep(train: Batch, valid: Batch, learningRate: number): SearchStepResult;
  /** Measures a batch in evaluation mode; changes nothing. */
  evaluate(batch: Batch): BatchSums;
  /** The alphas now. */
  alphas(): Alphas;
  /** Shapes of the tensors in its state, by name. */
  readonly stateShapes: Readonly<Record<string, readonly number[]>>;
  /** A copy of the state between two steps. */
  save(): ExecutorState;
  /**
   * Goes back to a state: what follows is what followed then.
   * @throws Error when it is the state of another network
   */
  restore(state: ExecutorState): void;
  /** Frees all device memory. */
  dispose(): void;
}
