import type * as v from 'valibot';

import type { AlphasRecord, EvaluationRecord, StatusRecord } from '../runs/records';
import type { BatchSums, ExecutorState } from '../search/step-executor';
import type { Position, RunCheckpoint, RunIdentity } from './run-checkpoint';
import type { RunExtent } from './run-progress';

/** What a loop goes through, epoch by epoch: a search, or the training of a network. */
export interface RunWork {
  /** What its steps are, and what the run is called in sentences. */
  readonly phase: Extract<StatusRecord['phase'], 'search' | 'training'>;
  readonly extent: RunExtent;
  readonly identity: RunIdentity;
  /** Of its checkpoints' headers. */
  readonly checkpointSchema: v.GenericSchema<unknown, RunCheckpoint>;
  /** What owns the state that steps change. */
  readonly machine: Machine;
  /** Reads what the step at a place needs; a place gives the same step whenever it is asked for. */
  prepareStep(place: Place): Promise<PreparedStep>;
  /** Measures one batch of the images that are not trained on; changes nothing. */
  validate(batch: number): Promise<BatchSums>;
  /** What is measured beside losses and accuracies; null when there is nothing. */
  readonly observation: Observation | null;
  /** What follows the last epoch; null when nothing does. */
  readonly conclusion: ((host: ConclusionHost) => Promise<EvaluationRecord | null>) | null;
}

/** A step's place in a run: finished epochs, finished steps of this epoch. */
export type Place = Pick<Position, 'epoch' | 'step'>;

/** The state that steps change, and what can be done with it between two of them. */
export interface Machine {
  /** Shapes of the tensors in its state, by name. */
  readonly stateShapes: Readonly<Record<string, readonly number[]>>;
  /** A copy of the state. */
  save(): ExecutorState;
  /** Goes back to a state: what follows is what followed then. */
  restore(state: ExecutorState): void;
}

/** A step with all that it needs. */
export interface PreparedStep {
  readonly learningRate: number;
  /** Computes it, whatever state the machine is in. */
  run(): StepResult;
}

/** What a step tells. */
export interface StepResult {
  /** Before the update of the weights. */
  readonly train: BatchSums;
  /** Of a search, on the batch of the alphas' update; of no images else. */
  readonly valid: BatchSums;
  /** Global norm of the weights' gradient before clipping. */
  readonly gradNorm: number;
}

/** What a run measures beside losses and accuracies: in the beginning, every few steps, at each epoch's end, when stopped. */
export interface Observation {
  /** Steps from one to the next. */
  readonly every: number;
  /** Null when its numbers are not finite. */
  observe(place: Pick<AlphasRecord, 'epoch' | 'globalStep' | 'epochEnd'>): AlphasRecord | null;
}

/** What a conclusion is given; the machine's state is its own from then on. */
export interface ConclusionHost {
  /** The run folder. */
  readonly folder: string;
  /** To be called before each batch; false when it must end without a record. */
  readonly pass: () => Promise<boolean>;
}
