import type { Affine, StageShape } from './fused-ops';

/** A stage and the normalisation of its output. */
export interface StagePlan {
  readonly shape: StageShape;
  /** Place of the normalisation's running statistics. */
  readonly norm: number;
  readonly affine: Affine | null;
}

/** What an operation computes. */
export type OperationPlan =
  /** Normalised when `norm` is the place of its running statistics. */
  | { readonly kind: 'pool'; readonly pool: 'max' | 'avg'; readonly norm: number | null }
  | { readonly kind: 'identity' }
  /** One stage after another, each but the first on the normalised output of the one before. */
  | { readonly kind: 'stages'; readonly stages: readonly StagePlan[] };

/** One operation between a state and a node. */
export interface EdgePlan {
  readonly source: number;
  readonly node: number;
  readonly stride: 1 | 2;
  readonly operation: OperationPlan;
  /** Which gain it is multiplied by, or -1; the places of a cell's edges are 0, 1, 2, ... in their order. */
  readonly place: number;
  /** Which path it is, when images can leave it out, or -1. */
  readonly path: number;
}

/** A cell as the fused operations compute it; offsets are those in the cell's own weight vector. */
export interface CellPlan {
  /** The part of the network whose weights it has. */
  readonly section: string;
  readonly preprocess: readonly [StagePlan, StagePlan];
  /** How many nodes follow the two input states. */
  readonly nodes: number;
  /** In the order of their nodes. */
  readonly edges: readonly EdgePlan[];
  /** States that the cell concatenates into its output. */
  readonly concat: readonly number[];
}
