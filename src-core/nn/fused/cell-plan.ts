import { EDGE_LIST, INPUT_STATES } from '../../space/cell-topology';
import { PRIMITIVES } from '../../space/primitives';
import { sectionOf, sizeOf, type Parameter, type Parameters } from '../parameters';
import type { SearchCellShape } from '../search-cell';
import type { StageShape } from './fused-ops';

/** A stage and the normalisation of its output. */
export interface StagePlan {
  readonly shape: StageShape;
  /** Place of the normalisation's running statistics. */
  readonly norm: number;
}

/** One candidate operation of an edge. */
export type OperationPlan =
  | { readonly kind: 'pool'; readonly pool: 'max' | 'avg'; readonly norm: number; readonly place: number }
  | { readonly kind: 'identity'; readonly place: number }
  /** One stage after another, each but the first on the normalised output of the one before. */
  | { readonly kind: 'stages'; readonly stages: readonly StagePlan[]; readonly place: number };

/** One edge with its operations in the order of PRIMITIVES, `none` left out. */
export interface EdgePlan {
  readonly source: number;
  readonly node: number;
  readonly stride: 1 | 2;
  readonly operations: readonly OperationPlan[];
}

/** A search cell as the fused operations compute it; offsets are those in the cell's own weight vector. */
export interface CellPlan {
  readonly section: string;
  readonly preprocess: readonly [StagePlan, StagePlan];
  readonly edges: readonly EdgePlan[];
  /** Size of each weight tensor, in order. */
  readonly sizes: readonly number[];
}

/** Finds a declared cell's weights and normalisations by the names that the reference gives them. */
export function planCell(parameters: Parameters, name: string, shape: SearchCellShape): CellPlan {
  const { channels } = shape;
  const own = parameters.weights.filter((parameter) => sectionOf(parameter) === name);
  const offsets = offsetsOf(own);
  const norms = new Map(parameters.normalisations.map((norm) => [norm.name, norm.index]));
  const offset = (path: string): number => offsets.get(`${name}.${path}`) ?? missing(`${name}.${path}`);
  const norm = (path: string): number => norms.get(`${name}.${path}`) ?? missing(`${name}.${path}`);

  const pointwise = (path: string): StagePlan => ({
    shape: {
      kernel: 0,
      stride: 1,
      dilation: 1,
      outputs: channels,
      depthwise: 0,
      pointwise: offset(`${path}.op.1.weight`),
    },
    norm: norm(`${path}.op.2`),
  });
  // The two convolutions' weights follow each other.
  const factorized = (path: string): StagePlan => ({
    shape: {
      kernel: 0,
      stride: 2,
      dilation: 1,
      outputs: channels,
      depthwise: 0,
      pointwise: offset(`${path}.conv_1.weight`),
    },
    norm: norm(`${path}.bn`),
  });
  const depthwise = (path: string, first: number, kernel: 3 | 5, stride: 1 | 2, dilation: 1 | 2): StagePlan => ({
    shape: {
      kernel,
      stride,
      dilation,
      outputs: channels,
      depthwise: offset(`${path}.op.${first}.weight`),
      pointwise: offset(`${path}.op.${first + 1}.weight`),
    },
    norm: norm(`${path}.op.${first + 2}`),
  });

  const edges = EDGE_LIST.map(({ index, source, node }): EdgePlan => {
    const stride = shape.reduction && source < INPUT_STATES ? 2 : 1;
    const path = (primitive: number): string => `_ops.${index}._ops.${primitive}`;
    const operation = (primitive: number): OperationPlan => {
      const place = index * PRIMITIVES.length + primitive;
      const at = path(primitive);
      const stages = (...list: StagePlan[]): OperationPlan => ({ kind: 'stages', stages: list, place });
      switch (PRIMITIVES[primitive]) {
        case 'max_pool_3x3':
          return { kind: 'pool', pool: 'max', norm: norm(`${at}.1`), place };
        case 'avg_pool_3x3':
          return { kind: 'pool', pool: 'avg', norm: norm(`${at}.1`), place };
        case 'skip_connect':
          return stride === 1 ? { kind: 'identity', place } : stages(factorized(at));
        case 'sep_conv_3x3':
          return stages(depthwise(at, 1, 3, stride, 1), depthwise(at, 5, 3, 1, 1));
        case 'sep_conv_5x5':
          return stages(depthwise(at, 1, 5, stride, 1), depthwise(at, 5, 5, 1, 1));
        case 'dil_conv_3x3':
          return stages(depthwise(at, 1, 3, stride, 2));
        case 'dil_conv_5x5':
          return stages(depthwise(at, 1, 5, stride, 2));
        default:
          throw new Error(`No fused form of ${String(PRIMITIVES[primitive])}.`);
      }
    };
    const operations = PRIMITIVES.flatMap((primitive, i) => (primitive === 'none' ? [] : [operation(i)]));
    return { source, node, stride, operations };
  });
  return {
    section: name,
    preprocess: [
      shape.reductionBefore ? factorized('preprocess0') : pointwise('preprocess0'),
      pointwise('preprocess1'),
    ],
    edges,
    sizes: own.map((parameter) => sizeOf(parameter.shape)),
  };
}

function offsetsOf(weights: readonly Parameter[]): Map<string, number> {
  let offset = 0;
  return new Map(
    weights.map((parameter) => {
      const place = offset;
      offset += sizeOf(parameter.shape);
      return [parameter.name, place];
    }),
  );
}

function missing(name: string): never {
  throw new Error(`The cell declares no ${name}.`);
}
