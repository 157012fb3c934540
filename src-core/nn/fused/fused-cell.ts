import { EDGES, INPUT_STATES, MULTIPLIER, STEPS } from '../../space/cell-topology';
import { PRIMITIVES } from '../../space/primitives';
import { tf } from '../../runtime/tensorflow';
import type { Parameters } from '../parameters';
import { concatInGroups, type Pass } from '../pass';
import type { SearchCellShape } from '../search-cell';
import { type CellPlan, planCell, type StagePlan } from './cell-plan';
import {
  combine,
  combineGradient,
  type Measured,
  pool,
  poolGradient,
  stage,
  stageGradient,
  type Term,
  type Upstream,
} from './fused-ops';

/** A stage that ran: its input, what normalised that, and its output. */
interface StageRun {
  readonly plan: StagePlan;
  readonly x: tf.Tensor4D;
  readonly inMoments: tf.Tensor1D | null;
  readonly output: Measured;
}

/** A candidate operation that ran; its term is what it adds to its node. */
interface OperationRun {
  readonly source: number;
  readonly node: number;
  readonly stride: 1 | 2;
  readonly pool: 'max' | 'avg' | null;
  readonly stages: readonly StageRun[];
  readonly term: Term;
}

/** All that a forward pass through a cell made and its gradient needs. */
interface CellRun {
  readonly states: readonly tf.Tensor4D[];
  readonly preprocess: readonly StageRun[];
  readonly operations: readonly OperationRun[];
}

/**
 * A search cell by the fused kernels (`src-core/kernels`): the same mathematics as `SearchCell`, with its gradient written
 * out. An operation's normalised and weighted output is never made: a node's sum reads the convolutions' outputs, and its
 * gradient goes from there straight through the normalisations into the convolutions.
 */
export class FusedCell {
  private readonly plan: CellPlan;

  /** The cell's weights must be declared in `parameters` already. */
  constructor(parameters: Parameters, name: string, shape: SearchCellShape) {
    this.plan = planCell(parameters, name, shape);
  }

  /**
   * @param before c_{k-2}, `[batch, height, width, channels]`
   * @param last c_{k-1}
   * @param gains the softmax of the alphas of all edges, `[14 * 8]`
   * @returns the last nodes concatenated, `[batch, height, width, MULTIPLIER * channels]`
   */
  forward(pass: Pass, before: tf.Tensor4D, last: tf.Tensor4D, gains: tf.Tensor1D): tf.Tensor4D {
    const weights = pass.section(this.plan.section);
    if (pass.mode === 'evaluation') return outputOf(this.run(pass, before, last, gains, weights));
    const differentiable = tf.customGrad<tf.Tensor4D>((...args) => {
      const save = args.at(-1);
      if (typeof save !== 'function') throw new Error('tfjs passed no save function.');
      const run = this.run(pass, before, last, gains, weights);
      const kept = tensorsOf(run, gains, weights);
      save(kept);
      return {
        value: outputOf(run),
        gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) =>
          this.gradient(dy, run, new Saved(kept, saved), gains, weights),
      };
    });
    return differentiable(before, last, gains, weights);
  }

  private run(pass: Pass, before: tf.Tensor4D, last: tf.Tensor4D, gains: tf.Tensor1D, weights: tf.Tensor1D): CellRun {
    /** What the output of a normalisation's input is normalised with. */
    const measured = (norm: number, { z, moments }: Measured): Measured => {
      if (pass.mode === 'evaluation') return { z, moments: pass.runningMoments(norm) };
      pass.collect(norm, tf.keep(moments.clone()), z.size / z.shape[3]);
      return { z, moments };
    };
    const runStage = (plan: StagePlan, x: tf.Tensor4D, inMoments: tf.Tensor1D | null): StageRun => ({
      plan,
      x,
      inMoments,
      output: measured(plan.norm, stage(plan.shape, x, inMoments, weights)),
    });
    const preprocess = [before, last].map((x, i) => runStage(this.plan.preprocess[i === 0 ? 0 : 1], x, null));
    const states = preprocess.map(({ output }) => combine([{ ...output, place: -1 }], gains));
    const pools = new Map<string, { readonly norm: number; readonly output: Measured }>();
    const pooled = (source: number, x: tf.Tensor4D, kind: 'max' | 'avg', stride: 1 | 2, norm: number): Measured => {
      const key = `${source} ${kind}`;
      const known = pools.get(key);
      if (known && pass.mode === 'training') pass.collectAgain(norm, known.norm);
      // In evaluation each edge has running statistics of its own.
      if (known)
        return pass.mode === 'training' ? known.output : { z: known.output.z, moments: pass.runningMoments(norm) };
      const output = measured(norm, pool(x, kind, stride));
      pools.set(key, { norm, output });
      return output;
    };
    const operations: OperationRun[] = [];
    for (let node = 0; node < STEPS; node++) {
      for (const edge of this.plan.edges.filter((each) => each.node === node)) {
        const x = states[edge.source];
        if (x === undefined) throw new Error('An edge comes from a node that is not there yet.');
        for (const operation of edge.operations) {
          const { place } = operation;
          const common = { source: edge.source, node, stride: edge.stride, pool: null, stages: [] };
          if (operation.kind === 'identity') operations.push({ ...common, term: { z: x, moments: null, place } });
          if (operation.kind === 'pool') {
            const output = pooled(edge.source, x, operation.pool, edge.stride, operation.norm);
            operations.push({ ...common, pool: operation.pool, term: { ...output, place } });
          }
          if (operation.kind === 'stages') {
            const stages: StageRun[] = [];
            for (const plan of operation.stages) {
              const previous = stages.at(-1)?.output;
              stages.push(runStage(plan, previous?.z ?? x, previous?.moments ?? null));
            }
            const output = stages.at(-1)?.output;
            if (output) operations.push({ ...common, stages, term: { ...output, place } });
          }
        }
      }
      states.push(
        combine(
          operations.filter((each) => each.node === node).map(({ term }) => term),
          gains,
        ),
      );
    }
    return { states, preprocess, operations };
  }

  private gradient(
    dy: tf.Tensor4D,
    run: CellRun,
    saved: Saved,
    originalGains: tf.Tensor1D,
    originalWeights: tf.Tensor1D,
  ): tf.Tensor[] {
    const gains = saved.of(originalGains);
    const weights = saved.of(originalWeights);
    const { states, preprocess, operations } = saved.restore(run);
    const channels = dy.shape[3] / MULTIPLIER;
    const parts = tf.split(dy, MULTIPLIER, 3);
    const weightGradients = new Map<number, tf.Tensor1D>();
    const upstream: { readonly dy: tf.Tensor4D; readonly sums: tf.Tensor2D }[] = [];
    const gainGradients: tf.Tensor1D[] = [];
    if (channels !== states[0]?.shape[3]) throw new Error("The cell's output does not fit its nodes.");

    /** Through an operation's stages, last to first. */
    const throughStages = (stages: readonly StageRun[], from: Upstream): tf.Tensor4D => {
      let at = from;
      for (const { plan, x, inMoments, output } of stages.toReversed()) {
        const gradients = stageGradient(plan.shape, x, inMoments, weights, output, at, gains);
        if (plan.shape.kernel > 0) weightGradients.set(plan.shape.depthwise, gradients.depthwise);
        weightGradients.set(plan.shape.pointwise, gradients.pointwise);
        at = { dy: gradients.g, sums: gradients.sums, row: 1, place: -1 };
      }
      return at.dy;
    };

    /** The gradient of a state: of all operations that leave it and, for a node, of its part in the output. */
    const ofState = (source: number): tf.Tensor4D => {
      const x = states[source];
      if (x === undefined) throw new Error('There is no such state.');
      const terms: Term[] = [];
      const add = (z: tf.Tensor4D | undefined, place = -1): void => {
        if (z) terms.push({ z, moments: null, place });
      };
      if (source >= INPUT_STATES) add(parts[source - INPUT_STATES] as tf.Tensor4D);
      const pools = new Map<
        'max' | 'avg',
        { readonly output: Measured; readonly stride: 1 | 2; readonly uses: Upstream[] }
      >();
      for (const operation of operations) {
        if (operation.source !== source) continue;
        const { term, stages, stride } = operation;
        const from = upstream[operation.node];
        if (!from) throw new Error('A node has no gradient yet.');
        const row = 1 + operations.filter((each) => each.node === operation.node).indexOf(operation);
        const use: Upstream = { ...from, row, place: term.place };
        if (operation.pool !== null && term.moments) {
          const known = pools.get(operation.pool) ?? { output: { z: term.z, moments: term.moments }, stride, uses: [] };
          known.uses.push(use);
          pools.set(operation.pool, known);
        } else if (stages.length > 0) add(throughStages(stages, use));
        else add(from.dy, term.place);
      }
      for (const [kind, { output, stride, uses }] of pools) add(poolGradient(x, kind, stride, output, uses, gains));
      return combine(terms, gains);
    };

    for (let node = STEPS - 1; node >= 0; node--) {
      const gradient = ofState(INPUT_STATES + node);
      const terms = operations.filter((each) => each.node === node).map(({ term }) => term);
      const { sums, gains: ofGains } = combineGradient(gradient, terms);
      upstream[node] = { dy: gradient, sums };
      gainGradients[node] = ofGains;
    }
    const inputGradients = preprocess.map((run_, i) => {
      const gradient = ofState(i);
      const { sums } = combineGradient(gradient, [{ ...run_.output, place: -1 }]);
      return throughStages([run_], { dy: gradient, sums, row: 1, place: -1 });
    });
    // `none` adds nothing, so its gain has no gradient.
    const candidates = tf.concat1d(gainGradients).reshape([EDGES, PRIMITIVES.length - 1]);
    const gainGradient = tf.pad2d(candidates as tf.Tensor2D, [
      [0, 0],
      [1, 0],
    ]);
    const inOrder = [...weightGradients].sort(([a], [b]) => a - b).map(([, gradient]) => gradient);
    return [...inputGradients, gainGradient.flatten(), concatInGroups(inOrder)];
  }
}

function outputOf({ states }: CellRun): tf.Tensor4D {
  return tf.concat4d(states.slice(-MULTIPLIER), 3);
}

/** tfjs saves tensors under new names; this finds them by the old ones. */
class Saved {
  private readonly byOriginal: ReadonlyMap<tf.Tensor, tf.Tensor>;

  constructor(originals: readonly tf.Tensor[], saved: readonly tf.Tensor[]) {
    this.byOriginal = new Map(originals.map((original, i) => [original, saved[i] ?? original]));
  }

  of<T extends tf.Tensor>(original: T): T {
    const tensor = this.byOriginal.get(original);
    if (tensor === undefined) throw new Error('tfjs lost what the gradient needs.');
    return tensor as T;
  }

  restore({ states, preprocess, operations }: CellRun): CellRun {
    const measured = ({ z, moments }: Measured): Measured => ({ z: this.of(z), moments: this.of(moments) });
    const stageRun = ({ plan, x, inMoments, output }: StageRun): StageRun => ({
      plan,
      x: this.of(x),
      inMoments: inMoments && this.of(inMoments),
      output: measured(output),
    });
    return {
      states: states.map((state) => this.of(state)),
      preprocess: preprocess.map(stageRun),
      operations: operations.map((operation) => ({
        ...operation,
        stages: operation.stages.map(stageRun),
        term: {
          ...operation.term,
          z: this.of(operation.term.z),
          moments: operation.term.moments && this.of(operation.term.moments),
        },
      })),
    };
  }
}

function tensorsOf({ states, preprocess, operations }: CellRun, ...others: tf.Tensor[]): tf.Tensor[] {
  const ofStage = ({ x, inMoments, output }: StageRun): (tf.Tensor | null)[] => [
    x,
    inMoments,
    output.z,
    output.moments,
  ];
  const all = [
    ...others,
    ...states,
    ...preprocess.flatMap(ofStage),
    ...operations.flatMap(({ stages, term }) => [...stages.flatMap(ofStage), term.z, term.moments]),
  ];
  return [...new Set(all.filter((tensor) => tensor !== null))];
}
