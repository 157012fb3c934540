import type { Batch } from '../data/image-dataset';
import type { Feed, Outputs, Program, Session } from '../graph/program';
import type { SearchNetwork } from '../nn/search-network';
import { STATISTICS_RATE } from '../nn/running-statistics';
import { EDGES } from '../space/cell-topology';
import { PRIMITIVES } from '../space/primitives';
import type { SearchConfig } from './config';
import { countHits } from './count-hits';
import { alphaGradientProgram, evaluationProgram, gradientProgram } from './gradient-program';
import { ALPHA_SHAPE } from './search-variables';
import type { Alphas, BatchSums, ExecutorState, SearchStepResult, StepExecutor } from './step-executor';
import {
  adamProgram,
  ALPHA_ADAM,
  finishUnrolledProgram,
  perturbMinusProgram,
  perturbPlusProgram,
  sgdProgram,
  unrollProgram,
} from './update-programs';

/** What a step needs beside its batches. */
export type SearchHyperparameters = Pick<
  SearchConfig,
  'momentum' | 'weightDecay' | 'gradClip' | 'archLearningRate' | 'archWeightDecay' | 'unrolled'
>;

/**
 * The steps of a search as programs over a session's variables (quark0/darts cnn/train_search.py `train`,
 * cnn/architect.py). As in the reference, the architect's own passes over the real network move its running statistics.
 */
export class SearchExecutor implements StepExecutor {
  readonly stateShapes: StepExecutor['stateShapes'];
  private readonly gradient: Program;
  private readonly alphaGradient: Program;
  private readonly evaluation: Program;
  private alphaSteps = 0;

  /** Takes over `session`, which holds `searchVariables(network, seed)`. */
  constructor(
    network: SearchNetwork,
    private readonly session: Session,
    private readonly options: SearchHyperparameters,
    private readonly image: { readonly height: number; readonly width: number; readonly channels: number },
  ) {
    const { weightCount, statisticsCount } = network.parameters;
    this.stateShapes = {
      weights: [weightCount],
      momentum: [weightCount],
      statistics: [statisticsCount],
      alphas: ALPHA_SHAPE,
      adamM: ALPHA_SHAPE,
      adamV: ALPHA_SHAPE,
    };
    this.gradient = gradientProgram(network);
    this.alphaGradient = alphaGradientProgram(network);
    this.evaluation = evaluationProgram(network);
  }

  searchStep(train: Batch, valid: Batch, learningRate: number): SearchStepResult {
    const validSums = this.options.unrolled
      ? this.unrolledAlphaStep(train, valid, learningRate)
      : this.firstOrderAlphaStep(valid);
    const trainSums = this.differentiate(this.gradient, train, STATISTICS_RATE);
    const { momentum, weightDecay, gradClip } = this.options;
    const { gradNorm } = this.session.run(sgdProgram, { learningRate, momentum, weightDecay, gradClip });
    return { train: trainSums, valid: validSums, gradNorm: scalar(gradNorm) };
  }

  evaluate(batch: Batch): BatchSums {
    return sums(this.session.run(this.evaluation, this.feeds(batch)), batch);
  }

  alphas(): Alphas {
    const values = this.session.read('alphas');
    const matrix = (first: number): number[][] =>
      Array.from({ length: EDGES }, (_, edge) => {
        const start = (first + edge) * PRIMITIVES.length;
        return Array.from(values.subarray(start, start + PRIMITIVES.length));
      });
    return { normal: matrix(0), reduce: matrix(EDGES) };
  }

  save(): ExecutorState {
    const tensors = Object.entries(this.stateShapes).map(([name, shape]) => {
      return [name, { shape, values: this.session.read(name) }] as const;
    });
    return { tensors: Object.fromEntries(tensors), counters: { alphaSteps: this.alphaSteps } };
  }

  restore({ tensors, counters }: ExecutorState): void {
    for (const name of Object.keys(this.stateShapes)) {
      const values = tensors[name]?.values;
      if (!(values instanceof Float32Array)) throw new Error(`The state has no ${name}.`);
      this.session.write(name, values);
    }
    if (counters['alphaSteps'] === undefined) throw new Error('The state has no alphaSteps.');
    this.alphaSteps = counters['alphaSteps'];
  }

  dispose(): void {
    this.session.dispose();
  }

  private firstOrderAlphaStep(valid: Batch): BatchSums {
    const validSums = this.differentiate(this.alphaGradient, valid, STATISTICS_RATE);
    this.session.run(adamProgram, this.adamFeeds());
    return validSums;
  }

  private unrolledAlphaStep(train: Batch, valid: Batch, unrolledRate: number): BatchSums {
    const { momentum, weightDecay } = this.options;
    this.differentiate(this.gradient, train, STATISTICS_RATE);
    this.session.run(unrollProgram, { unrolledRate, momentum, weightDecay });
    const validSums = this.differentiate(this.gradient, valid, 0);
    this.session.run(perturbPlusProgram, {});
    this.differentiate(this.alphaGradient, train, STATISTICS_RATE);
    this.session.run(perturbMinusProgram, {});
    this.differentiate(this.alphaGradient, train, STATISTICS_RATE);
    this.session.run(finishUnrolledProgram, { unrolledRate, ...this.adamFeeds() });
    return validSums;
  }

  private differentiate(gradient: Program, batch: Batch, statisticsRate: number): BatchSums {
    return sums(this.session.run(gradient, { ...this.feeds(batch), statisticsRate }), batch);
  }

  private adamFeeds(): { archWeightDecay: number; stepSize: number; correction: number } {
    const { archLearningRate, archWeightDecay } = this.options;
    this.alphaSteps++;
    return {
      archWeightDecay,
      stepSize: archLearningRate / (1 - ALPHA_ADAM.beta1 ** this.alphaSteps),
      correction: Math.sqrt(1 - ALPHA_ADAM.beta2 ** this.alphaSteps),
    };
  }

  private feeds(batch: Batch): { images: Feed; labels: Feed } {
    const { height, width, channels } = this.image;
    return {
      images: { values: batch.images, shape: [batch.size, height, width, channels] },
      labels: { values: batch.labels, shape: [batch.size] },
    };
  }
}

function sums({ loss, logits }: Outputs, batch: Batch): BatchSums {
  return countHits(logits ?? new Float32Array(), batch.labels, scalar(loss));
}

function scalar(values: Float32Array | undefined): number {
  return values?.[0] ?? Number.NaN;
}
