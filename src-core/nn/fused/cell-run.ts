import type { tf } from '../../runtime/tensorflow';
import type { StagePlan } from './cell-plan';
import type { Chain, Normalised, StageOutput, Term } from './fused-ops';

/** Operations of stages that ran: what leaves one tensor and goes into one sum. */
export interface ChainsRun {
  readonly input: tf.Tensor4D;
  readonly chains: readonly Chain<StagePlan>[];
  /** What each chain's stages gave. */
  readonly outputs: readonly (readonly StageOutput[])[];
  /** What each chain adds to the sum. */
  readonly terms: readonly Term[];
}

/** The same between a state and a node. */
export interface EdgeRun extends ChainsRun {
  readonly source: number;
  readonly node: number;
}

/** A pooling or an identity that ran; its term is what it adds to its node. */
export interface OperationRun {
  readonly source: number;
  readonly node: number;
  readonly stride: 1 | 2;
  readonly pool: 'max' | 'avg' | null;
  readonly term: Term;
}

/** All that a forward pass through a cell made and its gradient needs. */
export interface CellRun {
  readonly states: readonly tf.Tensor4D[];
  readonly preprocess: readonly ChainsRun[];
  readonly operations: readonly OperationRun[];
  readonly edges: readonly EdgeRun[];
}

/** All tensors of a run, and some others, once each. */
export function tensorsOf({ states, preprocess, operations, edges }: CellRun, ...others: tf.Tensor[]): tf.Tensor[] {
  const ofNormalised = ({ z, moments }: Normalised): (tf.Tensor | null)[] => [z, moments];
  const ofChains = ({ input, outputs, terms }: ChainsRun): (tf.Tensor | null)[] => [
    input,
    ...outputs.flat().flatMap(({ z, moments }) => [z, moments]),
    ...terms.flatMap(ofNormalised),
  ];
  const all = [
    ...others,
    ...states,
    ...[...preprocess, ...edges].flatMap(ofChains),
    ...operations.flatMap(({ term }) => ofNormalised(term)),
  ];
  return [...new Set(all.filter((tensor) => tensor !== null))];
}

/** tfjs saves tensors under new names; this finds them by the old ones. */
export class SavedRun {
  private readonly byOriginal: ReadonlyMap<tf.Tensor, tf.Tensor>;

  constructor(originals: readonly tf.Tensor[], saved: readonly tf.Tensor[]) {
    this.byOriginal = new Map(originals.map((original, i) => [original, saved[i] ?? original]));
  }

  of<T extends tf.Tensor>(original: T): T {
    const tensor = this.byOriginal.get(original);
    if (tensor === undefined) throw new Error('tfjs lost what the gradient needs.');
    return tensor as T;
  }

  restore({ states, preprocess, operations, edges }: CellRun): CellRun {
    const normalised = <T extends Normalised>(tensor: T): T => {
      return { ...tensor, z: this.of(tensor.z), moments: tensor.moments && this.of(tensor.moments) };
    };
    const chains = <T extends ChainsRun>(run: T): T => ({
      ...run,
      input: this.of(run.input),
      outputs: run.outputs.map((chain) =>
        chain.map(({ z, moments }) => ({ z: this.of(z), moments: this.of(moments) })),
      ),
      terms: run.terms.map(normalised),
    });
    return {
      states: states.map((state) => this.of(state)),
      preprocess: preprocess.map(chains),
      operations: operations.map((operation) => ({ ...operation, term: normalised(operation.term) })),
      edges: edges.map(chains),
    };
  }
}
