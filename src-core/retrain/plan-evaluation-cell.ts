import type { CellPlan, EdgePlan } from '../nn/fused/cell-plan';
import { CellPlanner } from '../nn/fused/cell-planner';
import type { Parameters } from '../nn/parameters';
import { INPUT_STATES } from '../space/cell-topology';
import { isIdentity } from './cell-operation';
import type { EvaluationCellShape } from './evaluation-cell';

/**
 * Plans a declared evaluation cell for the fused kernels. Its paths are those that drop-path may leave out, in their order.
 *
 * @returns null when one of its operations has no fused form
 */
export function planEvaluationCell(parameters: Parameters, name: string, shape: EvaluationCellShape): CellPlan | null {
  const planner = new CellPlanner(parameters, name, shape.channels);
  const edges: EdgePlan[] = [];
  let paths = 0;
  for (const [index, [operation, source]] of shape.edges.entries()) {
    const stride = shape.reduction && source < INPUT_STATES ? 2 : 1;
    const plan = planner.operation(operation, `_ops.${index}`, stride, false);
    if (plan === null) return null;
    const path = isIdentity(operation, stride) ? -1 : paths++;
    edges.push({ source, node: Math.floor(index / 2), stride, operation: plan, place: -1, path });
  }
  return {
    section: name,
    preprocess: planner.preprocess(shape.reductionBefore),
    nodes: shape.edges.length / 2,
    edges,
    concat: shape.concat,
  };
}
