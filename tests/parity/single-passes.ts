import { EagerSession } from '../../src-core/graph/eager-session';
import type { Feed, Program, Session, Variables } from '../../src-core/graph/program';
import { STATISTICS_RATE } from '../../src-core/nn/running-statistics';
import { exactImplicitProgram } from '../../src-core/search/exact-unrolled-program';
import { alphaGradientProgram, evaluationProgram, gradientProgram } from '../../src-core/search/gradient-program';
import {
  finishUnrolledProgram,
  perturbMinusProgram,
  perturbPlusProgram,
  unrollProgram,
} from '../../src-core/search/update-programs';
import { cellMeansProgram } from './cell-means';
import { type Quantity, quantity } from './compare';
import { toReferenceWeights } from './layouts';
import type { SearchStart } from './search-start';

/** `architect.py`'s radius of the finite difference. */
const RADIUS = 0.01;

/**
 * The single passes of a `search` case: training, evaluation, and the unrolled step of `architect.py` taken apart. For
 * `noise` see `SearchStart`.
 */
export class SinglePasses {
  readonly gradient: Program;
  private readonly alphaGradient: Program;
  private readonly evaluation: Program;
  private readonly cellMeans: Program;
  private readonly train: { readonly images: Feed; readonly labels: Feed };
  private readonly valid: { readonly images: Feed; readonly labels: Feed };

  constructor(
    private readonly start: SearchStart,
    private readonly session: Session,
  ) {
    const { network } = start;
    this.gradient = gradientProgram(network);
    this.alphaGradient = alphaGradientProgram(network);
    this.evaluation = evaluationProgram(network);
    this.cellMeans = cellMeansProgram(network);
    this.train = start.feeds('train0');
    this.valid = start.feeds('valid0');
  }

  /** One pass over the training batch, then the validation batch in evaluation mode and its first-order gradient. */
  *training(noise: number | null): Generator<Quantity> {
    const { session, start } = this;
    start.reset(session, noise);
    const { loss, logits } = this.differentiate(this.train, STATISTICS_RATE);
    yield quantity('train.logits', logits);
    yield quantity('train.loss', loss);
    yield this.weights('train.weightGrad', 'weightGradient');
    yield quantity('train.alphaGrad', session.read('alphaGradient'));
    yield quantity('train.runningStats', session.read('statistics'));
    yield quantity('train.cellMeans', session.run(this.cellMeans, { images: this.train.images })['cellMeans']);
    yield quantity('eval.logits', this.evaluate());
    this.differentiate(this.valid, 0, this.alphaGradient);
    yield quantity('first.alphaGrad', session.read('alphaGradient'));
  }

  /** The unrolled step, with no momentum yet or with the start's. */
  *unrolled(name: 'secondEmpty' | 'secondMomentum', noise: number | null): Generator<Quantity> {
    const { session, start } = this;
    const { learningRate: unrolledRate, momentum, weightDecay } = start.config;
    start.reset(session, noise);
    if (name === 'secondMomentum') session.write('momentum', start.momentum());
    this.differentiate(this.train, STATISTICS_RATE);
    session.run(unrollProgram, { unrolledRate, momentum, weightDecay });
    yield this.weights(`${name}.unrolledWeights`, 'weights');
    const { loss } = this.differentiate(this.valid, 0);
    yield quantity(`${name}.unrolledLoss`, loss);
    yield this.weights(`${name}.unrolledWeightGrad`, 'weightGradient');
    const unrolledAlphaGrad = session.read('alphaGradient');
    yield quantity(`${name}.unrolledAlphaGrad`, unrolledAlphaGrad);
    const { directionNorm } = session.run(perturbPlusProgram, {});
    yield quantity(
      `${name}.epsilon`,
      directionNorm?.map((norm) => RADIUS / norm),
    );
    this.differentiate(this.train, STATISTICS_RATE, this.alphaGradient);
    session.run(perturbMinusProgram, {});
    this.differentiate(this.train, STATISTICS_RATE, this.alphaGradient);
    const { implicitGradient } = session.run(finishUnrolledProgram, { unrolledRate, ...NO_ALPHA_STEP });
    yield quantity(`${name}.implicitGrad`, implicitGradient);
    yield quantity(`${name}.alphaGrad`, session.read('alphaGradient'));
    yield quantity(`${name}.runningStats`, session.read('statistics'));
    const exact = this.exactImplicitGradient();
    yield quantity(
      `${name}.exactAlphaGrad`,
      exact?.map((term, i) => (unrolledAlphaGrad[i] ?? Number.NaN) - unrolledRate * term),
    );
  }

  /** Logits of the validation batch in evaluation mode, with the session's state as it is. */
  evaluate(): Float32Array | undefined {
    return this.session.run(this.evaluation, this.valid)['logits'];
  }

  /**
   * Along the direction in the session. Always op by op: nothing in the product runs it, and TensorFlow takes most of a minute
   * to optimise the graph of a doubly differentiated network.
   */
  private exactImplicitGradient(): Float32Array | undefined {
    const { network, variables } = this.start;
    const names = ['weights', 'alphas', 'direction'] as const;
    const state = names.map((name) => [
      name,
      { shape: variables[name]?.shape ?? [], initial: this.session.read(name) },
    ]);
    const eager = new EagerSession(Object.fromEntries(state) as Variables);
    try {
      return eager.run(exactImplicitProgram(network), this.train)['implicitGradient'];
    } finally {
      eager.dispose();
    }
  }

  private differentiate(
    batch: { readonly images: Feed; readonly labels: Feed },
    statisticsRate: number,
    program = this.gradient,
  ) {
    return this.session.run(program, { ...batch, statisticsRate });
  }

  private weights(name: string, variable: string): Quantity {
    const flat = Float64Array.from(this.session.read(variable));
    return { name, values: toReferenceWeights(this.start.network.parameters, flat) };
  }
}

/** Adam's feeds for a step that leaves the alphas where they are. */
const NO_ALPHA_STEP = { archWeightDecay: 0, stepSize: 0, correction: 1 } as const;
