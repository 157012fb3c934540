import { INPUT_STATES } from '../../space/cell-topology';
import { tf } from '../../runtime/tensorflow';
import { concatInGroups, type Pass } from '../pass';
import type { CellPlan, StagePlan } from './cell-plan';
import { type CellRun, type ChainsRun, type EdgeRun, type OperationRun, SavedRun, tensorsOf } from './cell-run';
import {
  combine,
  combineGradient,
  join,
  type Multipliers,
  type Normalised,
  parameterFreeGradient,
  pool,
  split,
  stages,
  stagesGradient,
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

/** Whose gradients a cell is asked for, beside that of its gains. */
export interface WantedGradients {
  readonly weights: boolean;
  /** c_{k-2} and c_{k-1} */
  readonly inputs: readonly [boolean, boolean];
}

const ALL: WantedGradients = { weights: true, inputs: [true, true] };

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
   * @param wanted whose gradients can be asked for; the others count as constants
   * @returns the plan's states concatenated, `[batch, height, width, concat.length * channels]`
   */
  forward(
    pass: Pass,
    before: tf.Tensor4D,
    last: tf.Tensor4D,
    { gains, paths = null }: CellMultipliers,
    wanted = ALL,
  ): tf.Tensor4D {
    const weights = pass.section(this.plan.section);
    const by = { gains: gains ?? weights, paths };
    if (pass.mode === 'evaluation') return this.outputOf(this.run(pass, before, last, weights, by));
    const asked = [...wanted.inputs, wanted.weights, gains !== undefined];
    const select = (...all: (tf.Tensor | null)[]): tf.Tensor[] =>
      all.flatMap((tensor, i) => (tensor && asked[i] ? [tensor] : []));
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
          const gradients = this.gradient(dy, again.restore(run), again.of(weights), multipliers, wanted);
          return select(...gradients.inputs, gradients.weights, gradients.gains);
        },
      };
    });
    return differentiable(...select(before, last, weights, by.gains));
  }

  private run(pass: Pass, before: tf.Tensor4D, last: tf.Tensor4D, weights: tf.Tensor1D, by: Multipliers): CellRun {
    /** What the output of a normalisation's input is normalised with. */
    const measured = (norm: number, z: tf.Tensor4D, moments: tf.Tensor1D): tf.Tensor1D => {
      if (pass.mode === 'evaluation') return pass.runningMoments(norm);
      pass.collect(norm, tf.keep(moments.clone()), z.size / z.shape[3]);
      return moments;
    };
    const runChains = (
      chains: ChainsRun['chains'],
      input: tf.Tensor4D,
      as: readonly Pick<Term, 'place' | 'path'>[],
    ): ChainsRun => {
      const given = pass.mode === 'evaluation' ? chains.flatMap((chain) => chain.slice(0, -1)) : [];
      const outputs = stages(
        chains,
        input,
        weights,
        given.map(({ norm }) => pass.runningMoments(norm)),
      );
      const normalised = chains.map((chain, c) => {
        const each = chain.map(({ norm, affine }, i): Normalised | undefined => {
          const output = outputs[c]?.[i];
          return output && { z: output.z, moments: measured(norm, output.z, output.moments), affine };
        });
        return each.at(-1);
      });
      const terms = as.flatMap((one, i) => {
        const output = normalised[i];
        return output ? [{ ...output, ...one }] : [];
      });
      return { input, chains, outputs, terms };
    };
    const preprocess = [before, last].map((x, i) =>
      runChains([[this.plan.preprocess[i === 0 ? 0 : 1]]], x, [UNWEIGHTED]),
    );
    const states = preprocess.map(({ terms }) => combine(terms, by));
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
    const edges: EdgeRun[] = [];
    for (let node = 0; node < this.plan.nodes; node++) {
      const terms: Term[] = [];
      const into = this.plan.edges.filter((each) => each.node === node);
      for (const { source, stride, operation, place, path } of into) {
        const x = stateOf(states, source);
        const as = { place, path: by.paths ? path : -1 };
        const add = (pooling: 'max' | 'avg' | null, output: Normalised): void => {
          operations.push({ source, node, stride, pool: pooling, term: { ...output, ...as } });
          terms.push({ ...output, ...as });
        };
        if (operation.kind === 'identity') add(null, plain(x));
        if (operation.kind === 'pool') add(operation.pool, pooled(source, operation.pool, stride, operation.norm));
      }
      for (const source of new Set(into.map((edge) => edge.source))) {
        const chains: StagePlan[][] = [];
        const as: Pick<Term, 'place' | 'path'>[] = [];
        for (const edge of into) {
          if (edge.source !== source || edge.operation.kind !== 'stages') continue;
          chains.push([...edge.operation.stages]);
          as.push({ place: edge.place, path: by.paths ? edge.path : -1 });
        }
        if (chains.length === 0) continue;
        const run = runChains(chains, stateOf(states, source), as);
        edges.push({ ...run, source, node });
        terms.push(...run.terms);
      }
      // In the reference's order, edge after edge.
      states.push(
        combine(
          terms.toSorted((a, b) => a.place - b.place),
          by,
        ),
      );
    }
    return { states, preprocess, operations, edges };
  }

  private gradient(
    dy: tf.Tensor4D,
    { states, preprocess, operations, edges }: CellRun,
    weights: tf.Tensor1D,
    by: Multipliers,
    wanted: WantedGradients,
  ): { inputs: (tf.Tensor4D | null)[]; weights: tf.Tensor1D | null; gains: tf.Tensor1D } {
    const { concat, nodes } = this.plan;
    const parts = concat.length === 1 ? [dy] : split(dy, concat.length);
    /** By their places in the vector of weights. */
    const weightGradients = new Map<number, tf.Tensor1D>();
    /** Of what each pooling and identity puts into its node. */
    const upstreams = new Map<OperationRun, Upstream>();
    const ofNodes: tf.Tensor4D[] = [];
    const gainGradients: tf.Tensor1D[] = [];
    /** Whether anything wanted lies behind a state. */
    const goesOn = (state: number): boolean => wanted.weights || (wanted.inputs[state] ?? true);

    /** Through all chains of a run; what comes out is added to `onto`. */
    const throughChains = (run: ChainsRun, of: tf.Tensor4D, onto: tf.Tensor4D | null): tf.Tensor4D => {
      const gradients = stagesGradient(
        run.chains,
        run.input,
        weights,
        run.outputs,
        run.terms,
        of,
        by,
        onto,
        wanted.weights,
      );
      if (wanted.weights) weightGradients.set(gradients.begin, gradients.weights);
      if (gradients.gains.size > 0) gainGradients.push(gradients.gains);
      return gradients.g;
    };

    /** The gradient of a state: of all operations that leave it and of its part in the output. */
    const ofState = (source: number): tf.Tensor4D => {
      const x = stateOf(states, source);
      const poolings = new Map<'max' | 'avg', { readonly output: Normalised; readonly uses: Upstream[] }>();
      const identities: Upstream[] = [];
      let strideOfPoolings: 1 | 2 = 1;
      for (const operation of operations) {
        if (operation.source !== source) continue;
        const from = upstreams.get(operation);
        if (!from) throw new Error('A node has no gradient yet.');
        if (operation.pool === null) {
          identities.push(from);
          continue;
        }
        const known = poolings.get(operation.pool) ?? { output: operation.term, uses: [] };
        known.uses.push(from);
        poolings.set(operation.pool, known);
        strideOfPoolings = operation.stride;
      }
      // One after the other: what each would write for itself would only be read again to be added up. The last node's
      // gradient is there first, so that no edge waits for another one's node.
      let sum: tf.Tensor4D | null = parts[concat.indexOf(source)] ?? null;
      for (const edge of edges.toReversed()) {
        if (edge.source === source) sum = throughChains(edge, gradientOf(edge.node), sum);
      }
      if (poolings.size + identities.length > 0) {
        const each = [...poolings].map(([kind, pooling]) => ({ kind, ...pooling }));
        return parameterFreeGradient(x, strideOfPoolings, each, identities, sum, by);
      }
      // Nothing may read a state of a genotype that was written by hand.
      return sum ?? tf.zerosLike(x);
    };
    const gradientOf = (node: number): tf.Tensor4D => {
      const gradient = ofNodes[node];
      if (!gradient) throw new Error('A node has no gradient yet.');
      return gradient;
    };

    for (let node = nodes - 1; node >= 0; node--) {
      const ofNode = ofState(INPUT_STATES + node);
      ofNodes[node] = ofNode;
      const into = operations.filter((each) => each.node === node);
      const ending = edges.filter((each) => each.node === node && !goesOn(each.source));
      const terms = [...into.map(({ term }) => term), ...ending.flatMap((edge) => edge.terms)];
      if (terms.length === 0) continue;
      const gradient = combineGradient(ofNode, terms, by);
      for (const [i, operation] of into.entries()) {
        const upstream = gradient.upstreams[i];
        if (upstream) upstreams.set(operation, upstream);
      }
      if (gradient.gains.size > 0) gainGradients.push(gradient.gains);
    }
    const inputs = preprocess.map((run, i) => (goesOn(i) ? throughChains(run, ofState(i), null) : null));
    const inOrder = [...weightGradients].sort(([a], [b]) => a - b).map(([, gradient]) => gradient);
    const gains = gainGradients.length === 0 ? tf.zerosLike(by.gains) : tf.addN(gainGradients);
    return { inputs, weights: wanted.weights ? concatInGroups(inOrder) : null, gains };
  }

  private outputOf({ states }: CellRun): tf.Tensor4D {
    return join(this.plan.concat.map((state) => stateOf(states, state)));
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

/** Of a summand without gain or path. */
const UNWEIGHTED = { place: -1, path: -1 };
