import { INPUT_STATES } from '../../space/cell-topology';
import { tf } from '../../runtime/tensorflow';
import { concatInGroups, type Pass } from '../pass';
import type { CellPlan, StagePlan } from './cell-plan';
import { type CellRun, type OperationRun, SavedRun, type StageRun, tensorsOf } from './cell-run';
import {
  type Affine,
  combine,
  combineGradient,
  type Multipliers,
  type Normalised,
  pool,
  poolGradient,
  stage,
  stageGradient,
  type Term,
  type Upstream,
} from './fused-ops';

/** What the edges of a cell are multiplied by. */
export interface CellMultipliers {
  /** One number for each place of the plan. */
  readonly gains?: tf.Tensor1D;
  /** For each path of the plan a factor for each image, `[paths, batch]`; without, no image leaves one out. */
  readonly paths?: tf.Tensor2D | null;
}

/**
 * A cell by the fused kernels (`src-core/kernels`): the same mathematics as `SearchCell` and `EvaluationCell`, with its
 * gradient written out. An operation's normalised and weighted output is never made: a node's sum reads the convolutions'
 * outputs, and its gradient goes from there straight through the normalisations into the convolutions.
 */
export class FusedCell {
  constructor(private readonly plan: CellPlan) {}

  /**
   * @param before c_{k-2}, `[batch, height, width, channels]`
   * @param last c_{k-1}
   * @returns the plan's states concatenated, `[batch, height, width, concat.length * channels]`
   */
  forward(pass: Pass, before: tf.Tensor4D, last: tf.Tensor4D, { gains, paths = null }: CellMultipliers): tf.Tensor4D {
    const weights = pass.section(this.plan.section);
    const by = { gains: gains ?? weights, paths };
    if (pass.mode === 'evaluation') return this.outputOf(this.run(pass, before, last, weights, by));
    const differentiable = tf.customGrad<tf.Tensor4D>((...args) => {
      const save = args.at(-1);
      if (typeof save !== 'function') throw new Error('tfjs passed no save function.');
      const run = this.run(pass, before, last, weights, by);
      const kept = tensorsOf(run, weights, by.gains, ...(paths ? [paths] : []));
      save(kept);
      return {
        value: this.outputOf(run),
        gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
          const again = new SavedRun(kept, saved);
          const multipliers = { gains: again.of(by.gains), paths: paths && again.of(paths) };
          const gradients = this.gradient(dy, again.restore(run), again.of(weights), multipliers);
          return [...gradients.inputs, gradients.weights, ...(gains ? [gradients.gains] : [])];
        },
      };
    });
    return differentiable(before, last, weights, ...(gains ? [gains] : []));
  }

  private run(pass: Pass, before: tf.Tensor4D, last: tf.Tensor4D, weights: tf.Tensor1D, by: Multipliers): CellRun {
    /** What the output of a normalisation's input is normalised with. */
    const measured = (norm: number, z: tf.Tensor4D, moments: tf.Tensor1D): tf.Tensor1D => {
      if (pass.mode === 'evaluation') return pass.runningMoments(norm);
      pass.collect(norm, tf.keep(moments.clone()), z.size / z.shape[3]);
      return moments;
    };
    const runStage = (plan: StagePlan, input: Normalised): StageRun => {
      const { z, moments } = stage(plan.shape, input, weights);
      return { plan, input, output: { z, moments: measured(plan.norm, z, moments), affine: plan.affine } };
    };
    const preprocess = [before, last].map((x, i) => runStage(this.plan.preprocess[i === 0 ? 0 : 1], plain(x)));
    const states = preprocess.map(({ output }) => combine([alone(output)], by));
    const pools = new Map<string, { readonly norm: number | null; readonly output: Normalised }>();
    const pooled = (source: number, kind: 'max' | 'avg', stride: 1 | 2, norm: number | null): Normalised => {
      const known = pools.get(`${source} ${kind}`);
      if (known) {
        if (norm === null || known.norm === null) return known.output;
        // In evaluation each edge has running statistics of its own.
        if (pass.mode === 'evaluation') return { ...known.output, moments: pass.runningMoments(norm) };
        pass.collectAgain(norm, known.norm);
        return known.output;
      }
      const { z, moments } = pool(stateOf(states, source), kind, stride, norm !== null);
      const output = norm === null ? plain(z) : { ...plain(z), moments: measured(norm, z, moments) };
      pools.set(`${source} ${kind}`, { norm, output });
      return output;
    };
    const operations: OperationRun[] = [];
    for (let node = 0; node < this.plan.nodes; node++) {
      for (const edge of this.plan.edges.filter((each) => each.node === node)) {
        const { source, stride, operation, place } = edge;
        const path = by.paths ? edge.path : -1;
        const x = stateOf(states, source);
        const common = { source, node, stride, pool: null, stages: [] };
        if (operation.kind === 'identity') operations.push({ ...common, term: { ...plain(x), place, path } });
        if (operation.kind === 'pool') {
          const output = pooled(source, operation.pool, stride, operation.norm);
          operations.push({ ...common, pool: operation.pool, term: { ...output, place, path } });
        }
        if (operation.kind === 'stages') {
          const stages: StageRun[] = [];
          for (const plan of operation.stages) stages.push(runStage(plan, stages.at(-1)?.output ?? plain(x)));
          const output = stages.at(-1)?.output;
          if (output) operations.push({ ...common, stages, term: { ...output, place, path } });
        }
      }
      const terms = operations.filter((each) => each.node === node).map(({ term }) => term);
      states.push(combine(terms, by));
    }
    return { states, preprocess, operations };
  }

  private gradient(
    dy: tf.Tensor4D,
    { states, preprocess, operations }: CellRun,
    weights: tf.Tensor1D,
    by: Multipliers,
  ): { inputs: tf.Tensor4D[]; weights: tf.Tensor1D; gains: tf.Tensor1D } {
    const { concat, nodes } = this.plan;
    const parts = concat.length === 1 ? [dy] : (tf.split(dy, concat.length, 3) as tf.Tensor4D[]);
    /** By their places in the vector of weights. */
    const weightGradients = new Map<number, tf.Tensor1D>();
    /** Of what each operation that ran puts into its node. */
    const upstreams = new Map<OperationRun, Upstream>();
    const gainGradients: tf.Tensor1D[] = [];

    const ofAffine = (affine: Affine | null, { sums, sum, row }: Upstream): void => {
      if (!affine) return;
      weightGradients.set(affine.scale, rowOf(sums, row));
      weightGradients.set(affine.offset, rowOf(sums, sum));
    };

    /** Through an operation's stages, last to first; what comes out is added to `before`. */
    const throughStages = (stages: readonly StageRun[], from: Upstream, before: tf.Tensor4D | null): tf.Tensor4D => {
      let at = from;
      for (const { plan, input, output } of stages.toReversed()) {
        ofAffine(plan.affine, at);
        const gradients = stageGradient(plan.shape, input, weights, output, at, by, input.moments ? null : before);
        if (plan.shape.kernel > 0) weightGradients.set(plan.shape.depthwise, gradients.depthwise);
        weightGradients.set(plan.shape.pointwise, gradients.pointwise);
        at = { dy: gradients.g, sums: gradients.sums, sum: 0, row: 1, place: -1, path: -1 };
      }
      return at.dy;
    };

    /** The gradient of a state: of all operations that leave it and of its part in the output. */
    const ofState = (source: number): tf.Tensor4D => {
      const x = stateOf(states, source);
      const terms: Term[] = [];
      const add = (z: tf.Tensor4D, place = -1, path = -1): void => {
        terms.push({ ...plain(z), place, path });
      };
      const part = parts[concat.indexOf(source)];
      if (part) add(part);
      const pools = new Map<
        'max' | 'avg',
        { readonly output: Normalised; readonly stride: 1 | 2; readonly uses: Upstream[] }
      >();
      const throughAll: ((before: tf.Tensor4D | null) => tf.Tensor4D)[] = [];
      for (const operation of operations) {
        if (operation.source !== source) continue;
        const { term, stages, stride } = operation;
        const from = upstreams.get(operation);
        if (!from) throw new Error('A node has no gradient yet.');
        if (operation.pool !== null) {
          const known = pools.get(operation.pool) ?? { output: term, stride, uses: [] };
          known.uses.push(from);
          pools.set(operation.pool, known);
        } else if (stages.length > 0) throughAll.push((before) => throughStages(stages, from, before));
        else add(from.dy, term.place, term.path);
      }
      for (const [kind, { output, stride, uses }] of pools) add(poolGradient(x, kind, stride, output, uses, by));
      // One after the other: what each would write for itself would only be read again to be added up.
      let sum = terms.length === 0 ? null : combine(terms, by);
      for (const through of throughAll) sum = through(sum);
      // Nothing may read a state of a genotype that was written by hand.
      return sum ?? tf.zerosLike(x);
    };

    for (let node = nodes - 1; node >= 0; node--) {
      const into = operations.filter((each) => each.node === node);
      const terms = into.map(({ term }) => term);
      const gradient = combineGradient(ofState(INPUT_STATES + node), terms, by);
      for (const [i, operation] of into.entries()) {
        const upstream = gradient.upstreams[i];
        if (upstream) upstreams.set(operation, upstream);
      }
      gainGradients[node] = gradient.gains;
    }
    const inputs = preprocess.map((run, i) => {
      const {
        upstreams: [upstream],
      } = combineGradient(ofState(i), [alone(run.output)], by);
      if (!upstream) throw new Error('A sum of one term has one gradient.');
      return throughStages([run], upstream, null);
    });
    const inOrder = [...weightGradients].sort(([a], [b]) => a - b).map(([, gradient]) => gradient);
    return { inputs, weights: concatInGroups(inOrder), gains: tf.concat1d(gainGradients) };
  }

  private outputOf({ states }: CellRun): tf.Tensor4D {
    return tf.concat4d(
      this.plan.concat.map((state) => stateOf(states, state)),
      3,
    );
  }
}

function stateOf(states: readonly tf.Tensor4D[], index: number): tf.Tensor4D {
  const state = states[index];
  if (state === undefined) throw new Error(`The cell has no state ${index} yet.`);
  return state;
}

/** A tensor as it is. */
function plain(z: tf.Tensor4D): Normalised {
  return { z, moments: null, affine: null };
}

/** A summand without gain or path. */
function alone(normalised: Normalised): Term {
  return { ...normalised, place: -1, path: -1 };
}

function rowOf(matrix: tf.Tensor2D, row: number): tf.Tensor1D {
  return tf.slice2d(matrix, [row, 0], [1, matrix.shape[1]]).flatten();
}
