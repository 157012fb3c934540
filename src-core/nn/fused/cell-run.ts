import type { tf } from '../../runtime/tensorflow';
import type { StagePlan } from './cell-plan';
import type { Normalised, Term } from './fused-ops';

/** A stage that ran. */
export interface StageRun {
  readonly plan: StagePlan;
  readonly input: Normalised;
  readonly output: Normalised;
}

/** An operation that ran; its term is what it adds to its node. */
export interface OperationRun {
  readonly source: number;
  readonly node: number;
  readonly stride: 1 | 2;
  readonly pool: 'max' | 'avg' | null;
  readonly stages: readonly StageRun[];
  readonly term: Term;
}

/** All that a forward pass through a cell made and its gradient needs. */
export interface CellRun {
  readonly states: readonly tf.Tensor4D[];
  readonly preprocess: readonly StageRun[];
  readonly operations: readonly OperationRun[];
}

/** All tensors of a run, and some others, once each. */
export function tensorsOf({ states, preprocess, operations }: CellRun, ...others: tf.Tensor[]): tf.Tensor[] {
  const ofNormalised = ({ z, moments }: Normalised): (tf.Tensor | null)[] => [z, moments];
  const ofStage = ({ input, output }: StageRun): (tf.Tensor | null)[] => [input, output].flatMap(ofNormalised);
  const all = [
    ...others,
    ...states,
    ...preprocess.flatMap(ofStage),
    ...operations.flatMap(({ stages, term }) => [...stages.flatMap(ofStage), ...ofNormalised(term)]),
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

  restore({ states, preprocess, operations }: CellRun): CellRun {
    const normalised = <T extends Normalised>(tensor: T): T => {
      return { ...tensor, z: this.of(tensor.z), moments: tensor.moments && this.of(tensor.moments) };
    };
    const stageRun = ({ plan, input, output }: StageRun): StageRun => {
      return { plan, input: normalised(input), output: normalised(output) };
    };
    return {
      states: states.map((state) => this.of(state)),
      preprocess: preprocess.map(stageRun),
      operations: operations.map((operation) => ({
        ...operation,
        stages: operation.stages.map(stageRun),
        term: normalised(operation.term),
      })),
    };
  }
}
