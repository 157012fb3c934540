import { EDGE_LIST, INPUT_STATES, MULTIPLIER, STEPS } from '../../space/cell-topology';
import { PRIMITIVES } from '../../space/primitives';
import type { Parameters } from '../parameters';
import type { SearchCellShape } from '../search-cell';
import type { CellPlan } from './cell-plan';
import { CellPlanner } from './cell-planner';

/** The candidate operations of an edge that compute something: all but `none`. */
export const CANDIDATES = PRIMITIVES.slice(1);

/** Plans a declared search cell. The gain of edge e's k-th candidate is at place CANDIDATES.length * e + k. */
export function planSearchCell(parameters: Parameters, name: string, shape: SearchCellShape): CellPlan {
  const planner = new CellPlanner(parameters, name, shape.channels);
  const edges = EDGE_LIST.flatMap(({ index, source, node }) => {
    const stride = shape.reduction && source < INPUT_STATES ? 2 : 1;
    return CANDIDATES.map((primitive, k) => {
      const operation = planner.operation(primitive, `_ops.${index}._ops.${k + 1}`, stride, true);
      if (operation === null) throw new Error(`No fused form of ${primitive}.`);
      return { source, node, stride, operation, place: CANDIDATES.length * index + k, path: -1 } as const;
    });
  });
  return {
    section: name,
    preprocess: planner.preprocess(shape.reductionBefore),
    nodes: STEPS,
    edges,
    concat: Array.from({ length: MULTIPLIER }, (_, i) => INPUT_STATES + STEPS - MULTIPLIER + i),
  };
}
