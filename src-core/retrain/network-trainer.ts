import type { Batch } from '../data/image-dataset';
import type { Feed, Outputs, Program, Session } from '../graph/program';
import { countHits } from '../search/count-hits';
import type { BatchSums, ExecutorState } from '../search/step-executor';
import { sgdProgram } from '../search/update-programs';
import type { RetrainConfig } from './config';
import { dropPathFactors } from './drop-path';
import type { EvaluationNetwork } from './evaluation-network';
import { inferenceProgram, trainingProgram } from './training-program';

/** Where a training step stands. */
export interface TrainingPlace {
  /** 0-based. */
  readonly epoch: number;
  /** 0-based, in the epoch. */
  readonly step: number;
  readonly learningRate: number;
  /** Probability of leaving out a path. */
  readonly dropPathProb: number;
}

/** What one training step tells. */
export interface TrainingStepResult {
  /** Before the update; the loss is what is minimised, the auxiliary head's in it. */
  readonly train: BatchSums;
  /** Global norm of the gradient before clipping. */
  readonly gradNorm: number;
}

/** What a network makes of a batch in evaluation mode. */
export interface BatchAnswer {
  readonly sums: BatchSums;
  /** `[size, classes]`, row-major. */
  readonly logits: Float32Array;
}

/** Trains a network and owns all state that this changes: weights, momentum, running statistics. */
export interface Trainer {
  trainStep(batch: Batch, place: TrainingPlace): TrainingStepResult;
  /** Measures a batch in evaluation mode; changes nothing. */
  evaluate(batch: Batch): BatchAnswer;
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

/** What a training step needs beside its batch. */
export type TrainingSettings = Pick<
  RetrainConfig,
  'momentum' | 'weightDecay' | 'gradClip' | 'labelSmoothing' | 'auxiliaryWeight' | 'dropPathProb' | 'seed'
>;

/** The steps of a training as programs over a session's variables (quark0/darts cnn/train.py `train`, `infer`). */
export class NetworkTrainer implements Trainer {
  readonly stateShapes: Trainer['stateShapes'];
  private readonly training: Program;
  private readonly inference: Program;

  /** Takes over `session`, which holds `trainingVariables(network, seed)`. */
  constructor(
    private readonly network: EvaluationNetwork,
    private readonly session: Session,
    private readonly settings: TrainingSettings,
    private readonly image: { readonly height: number; readonly width: number; readonly channels: number },
  ) {
    const { weightCount, statisticsCount } = network.parameters;
    this.stateShapes = { weights: [weightCount], momentum: [weightCount], statistics: [statisticsCount] };
    this.training = trainingProgram(network, settings);
    this.inference = inferenceProgram(network);
  }

  trainStep(batch: Batch, place: TrainingPlace): TrainingStepResult {
    const outputs = this.session.run(this.training, { ...this.feeds(batch), ...this.dropPath(batch.size, place) });
    const { momentum, weightDecay, gradClip } = this.settings;
    const { learningRate } = place;
    const { gradNorm } = this.session.run(sgdProgram, { learningRate, momentum, weightDecay, gradClip });
    return { train: sumsOf(outputs, batch), gradNorm: scalar(gradNorm) };
  }

  evaluate(batch: Batch): BatchAnswer {
    const outputs = this.session.run(this.inference, this.feeds(batch));
    return { sums: sumsOf(outputs, batch), logits: outputs['logits'] ?? new Float32Array() };
  }

  save(): ExecutorState {
    const tensors = Object.entries(this.stateShapes).map(([name, shape]) => {
      return [name, { shape, values: this.session.read(name) }] as const;
    });
    return { tensors: Object.fromEntries(tensors), counters: {} };
  }

  restore({ tensors }: ExecutorState): void {
    for (const name of Object.keys(this.stateShapes)) {
      const values = tensors[name]?.values;
      if (!(values instanceof Float32Array)) throw new Error(`The state has no ${name}.`);
      this.session.write(name, values);
    }
  }

  dispose(): void {
    this.session.dispose();
  }

  /** Fed in every step of a training that ever leaves out a path, so that one compiled program does for all. */
  private dropPath(size: number, { epoch, step, dropPathProb }: TrainingPlace): { dropPath?: Feed } {
    if (this.settings.dropPathProb === 0) return {};
    const calls = this.network.droppablePaths;
    const values = dropPathFactors(calls, size, dropPathProb, { seed: this.settings.seed, epoch, step });
    return { dropPath: { values, shape: [calls, size] } };
  }

  private feeds(batch: Batch): { images: Feed; labels: Feed } {
    const { height, width, channels } = this.image;
    return {
      images: { values: batch.images, shape: [batch.size, height, width, channels] },
      labels: { values: batch.labels, shape: [batch.size] },
    };
  }
}

function sumsOf({ loss, logits }: Outputs, batch: Batch): BatchSums {
  return countHits(logits ?? new Float32Array(), batch.labels, scalar(loss));
}

function scalar(values: Float32Array | undefined): number {
  return values?.[0] ?? Number.NaN;
}
