import * as v from 'valibot';

import type { Batch } from '../../src-core/data/image-dataset';
import type { Session, Variables } from '../../src-core/graph/program';
import type { Parameter } from '../../src-core/nn/parameters';
import { Pass } from '../../src-core/nn/pass';
import { SearchNetwork } from '../../src-core/nn/search-network';
import { tf } from '../../src-core/runtime/tensorflow';
import { exactImplicitProgram } from '../../src-core/search/exact-unrolled-program';
import { gradientProgram, evaluationProgram } from '../../src-core/search/gradient-program';
import { SearchExecutor } from '../../src-core/search/search-executor';
import type { SearchStepResult } from '../../src-core/search/step-executor';
import { searchVariables } from '../../src-core/search/search-variables';
import {
  finishUnrolledProgram,
  perturbMinusProgram,
  perturbPlusProgram,
  unrollProgram,
} from '../../src-core/search/update-programs';
import type { GoldenFolder } from './golden-folder';
import { inverse, TO_CHANNELS_LAST, transpose, weightOrder } from './layouts';

const Config = v.object({
  initChannels: v.number(),
  layers: v.number(),
  classes: v.number(),
  batchSize: v.number(),
  imageSize: v.number(),
  learningRate: v.number(),
  momentum: v.number(),
  weightDecay: v.number(),
  gradClip: v.number(),
  archLearningRate: v.number(),
  archWeightDecay: v.number(),
  steps: v.number(),
});

/** A number or tensor of ours under the reference's name, in the reference's layout. */
export interface Quantity {
  readonly name: string;
  readonly values: Float64Array;
}

/** Runs a `search` case: everything that its folder holds numbers for, in the order of FORMAT. */
export class SearchCase {
  readonly network: SearchNetwork;
  private readonly config: v.InferOutput<typeof Config>;

  constructor(
    private readonly golden: GoldenFolder,
    private readonly openSession: (variables: Variables) => Session,
  ) {
    this.config = v.parse(Config, golden.manifest['config']);
    const { initChannels: channels, layers, classes } = this.config;
    this.network = new SearchNetwork({ channels, layers, classes, imageChannels: 3 });
  }

  *quantities(): Generator<Quantity> {
    yield* this.trainingPass();
    yield* this.unrolledStep('secondEmpty');
    yield* this.unrolledStep('secondMomentum');
    yield* this.searchSteps('firstOrder');
    yield* this.searchSteps('secondOrder');
  }

  private *trainingPass(): Generator<Quantity> {
    const session = this.start();
    const train = this.batch('train0');
    const { loss, logits } = session.run(gradientProgram(this.network), { ...this.feeds(train), statisticsRate: 0.1 });
    yield quantity('train.logits', logits);
    yield quantity('train.loss', loss);
    yield { name: 'train.weightGrad', values: this.referenceWeights(session.read('weightGradient')) };
    yield quantity('train.alphaGrad', session.read('alphaGradient'));
    yield quantity('train.runningStats', session.read('statistics'));
    yield { name: 'train.cellMeans', values: this.cellMeans(session, train) };
    const valid = this.batch('valid0');
    const evaluation = session.run(evaluationProgram(this.network), this.feeds(valid));
    yield quantity('eval.logits', evaluation['logits']);
    session.run(gradientProgram(this.network), { ...this.feeds(valid), statisticsRate: 0 });
    yield quantity('first.alphaGrad', session.read('alphaGradient'));
    session.dispose();
  }

  private *unrolledStep(name: 'secondEmpty' | 'secondMomentum'): Generator<Quantity> {
    const session = this.start();
    if (name === 'secondMomentum') session.write('momentum', this.ourWeights('start.momentum'));
    const { learningRate: unrolledRate, momentum, weightDecay } = this.config;
    const gradient = gradientProgram(this.network);
    const train = this.feeds(this.batch('train0'));
    session.run(gradient, { ...train, statisticsRate: 0.1 });
    session.run(unrollProgram, { unrolledRate, momentum, weightDecay });
    yield { name: `${name}.unrolledWeights`, values: this.referenceWeights(session.read('weights')) };
    const { loss } = session.run(gradient, { ...this.feeds(this.batch('valid0')), statisticsRate: 0 });
    yield quantity(`${name}.unrolledLoss`, loss);
    yield { name: `${name}.unrolledWeightGrad`, values: this.referenceWeights(session.read('weightGradient')) };
    const unrolledAlphaGrad = session.read('alphaGradient');
    yield quantity(`${name}.unrolledAlphaGrad`, unrolledAlphaGrad);
    const { directionNorm } = session.run(perturbPlusProgram, {});
    yield quantity(
      `${name}.epsilon`,
      directionNorm?.map((norm) => 0.01 / norm),
    );
    session.run(gradient, { ...train, statisticsRate: 0.1 });
    session.run(perturbMinusProgram, {});
    session.run(gradient, { ...train, statisticsRate: 0.1 });
    const { implicitGradient } = session.run(finishUnrolledProgram, {
      unrolledRate,
      archWeightDecay: 0,
      stepSize: 0,
      correction: 1,
    });
    yield quantity(`${name}.implicitGrad`, implicitGradient);
    yield quantity(`${name}.alphaGrad`, session.read('alphaGradient'));
    yield quantity(`${name}.runningStats`, session.read('statistics'));
    const exact = session.run(exactImplicitProgram(this.network), train)['implicitGradient'] ?? new Float32Array();
    const exactAlphaGrad = Float64Array.from(exact, (term, i) => (unrolledAlphaGrad[i] ?? 0) - unrolledRate * term);
    yield { name: `${name}.exactAlphaGrad`, values: exactAlphaGrad };
    session.dispose();
  }

  private *searchSteps(name: 'firstOrder' | 'secondOrder'): Generator<Quantity> {
    const session = this.start();
    const { imageSize, steps, learningRate } = this.config;
    const executor = new SearchExecutor(
      this.network,
      () => session,
      { ...this.config, unrolled: name === 'secondOrder' },
      { height: imageSize, width: imageSize, channels: 3 },
      { train: this.config.batchSize, valid: this.config.batchSize },
    );
    const results: SearchStepResult[] = [];
    for (let step = 0; step < steps; step++) {
      results.push(executor.searchStep(this.batch(`train${step}`), this.batch(`valid${step}`), learningRate));
      yield quantity(`${name}.alphas${step}`, session.read('alphas'));
    }
    const percent = 100 / this.config.batchSize;
    const of = (value: (result: SearchStepResult) => number): Float64Array => Float64Array.from(results, value);
    yield { name: `${name}.losses`, values: of(({ train }) => train.loss / train.count) };
    yield { name: `${name}.top1`, values: of(({ train }) => train.top1 * percent) };
    yield { name: `${name}.top5`, values: of(({ train }) => train.top5 * percent) };
    yield { name: `${name}.gradNorms`, values: of(({ gradNorm }) => gradNorm) };
    yield { name: `${name}.weights`, values: this.referenceWeights(session.read('weights')) };
    yield { name: `${name}.momentum`, values: this.referenceWeights(session.read('momentum')) };
    yield quantity(`${name}.adamM`, session.read('adamM'));
    yield quantity(`${name}.adamV`, session.read('adamV'));
    yield quantity(`${name}.runningStats`, session.read('statistics'));
    const evaluation = session.run(evaluationProgram(this.network), this.feeds(this.batch('valid0')));
    yield quantity(`${name}.evalLogits`, evaluation['logits']);
    session.dispose();
  }

  private start(): Session {
    const session = this.openSession(searchVariables(this.network, 0));
    session.write('weights', this.ourWeights('start.weights'));
    session.write('alphas', Float32Array.from(this.golden.values('start.alphas')));
    return session;
  }

  private batch(name: string): Batch {
    const images = transpose(
      { values: this.golden.values(`${name}.images`), shape: this.golden.shape(`${name}.images`) },
      TO_CHANNELS_LAST,
    );
    const labels = Int32Array.from(this.golden.values(`${name}.labels`));
    return { images: Float32Array.from(images.values), labels, size: labels.length };
  }

  private feeds({
    images,
    labels,
    size,
  }: Batch): Record<'images' | 'labels', { values: Float32Array | Int32Array; shape: number[] }> {
    const { imageSize } = this.config;
    return {
      images: { values: images, shape: [size, imageSize, imageSize, 3] },
      labels: { values: labels, shape: [size] },
    };
  }

  /** Mean and population standard deviation of each cell's output, in training mode. */
  private cellMeans(session: Session, { images, size }: Batch): Float64Array {
    const { imageSize } = this.config;
    const means: number[] = [];
    tf.tidy(() => {
      const pass = new Pass(this.network.parameters, 'training', tf.tensor1d(session.read('weights')));
      this.network.forward(
        pass,
        tf.tensor3d(session.read('alphas'), [2, 14, 8]),
        tf.tensor4d(images, [size, imageSize, imageSize, 3]),
        (output) => {
          const { mean, variance } = tf.moments(output);
          means.push(mean.dataSync()[0] ?? Number.NaN, Math.sqrt(variance.dataSync()[0] ?? Number.NaN));
        },
      );
      pass.takeBatchStatistics();
    });
    return Float64Array.from(means);
  }

  /** A flat vector of the folder in our tensors' layouts. */
  private ourWeights(name: string): Float32Array {
    return Float32Array.from(this.relayout(this.golden.values(name), false));
  }

  private referenceWeights(flat: Float32Array): Float64Array {
    return this.relayout(Float64Array.from(flat), true);
  }

  private relayout(flat: Float64Array, toReference: boolean): Float64Array {
    const result = new Float64Array(flat.length);
    let offset = 0;
    for (const parameter of this.network.parameters.weights) {
      const { order, shape } = referenceLayout(parameter);
      const length = shape.reduce((product, side) => product * side, 1);
      const block = flat.subarray(offset, offset + length);
      const moved = toReference
        ? transpose({ values: block, shape: parameter.shape }, inverse(order))
        : transpose({ values: block, shape }, order);
      result.set(moved.values, offset);
      offset += length;
    }
    return result;
  }
}

/** The reference's shape of a weight tensor and the axes that turn it into ours. */
function referenceLayout({ shape }: Parameter): { order: number[]; shape: number[] } {
  const depthwise = shape.length === 4 && shape[3] === 1;
  const order = weightOrder(shape, depthwise);
  return { order, shape: inverse(order).map((axis) => shape[axis] ?? 1) };
}

function quantity(name: string, values: Float32Array | undefined): Quantity {
  return { name, values: Float64Array.from(values ?? []) };
}
