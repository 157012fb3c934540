import { type Endpoint, type GraphNode, specOf } from './graph';

/**
 * Finds sums of sums, as back-propagation leaves them where a tensor is used many times, and tells the terms of each as one
 * list: one pass over memory instead of one for each term. A sum that something else uses too stays its own.
 *
 * @param nodes in order, each after its inputs
 * @returns the terms of every sum that is to be computed at once; the sums that it swallows are not in it
 */
export function sumChains(nodes: readonly GraphNode[]): ReadonlyMap<GraphNode, readonly Endpoint[]> {
  const uses = new Map<GraphNode, number>();
  for (const { inputs } of nodes) for (const { node } of inputs) uses.set(node, (uses.get(node) ?? 0) + 1);

  const sums = new Map<GraphNode, readonly Endpoint[]>();
  for (const node of nodes) {
    if (!isSum(node)) continue;
    const terms = node.inputs.flatMap((term) => {
      const inner = sums.get(term.node);
      return inner && uses.get(term.node) === 1 ? inner : [term];
    });
    sums.set(node, terms);
  }
  for (const [node, terms] of sums) if (terms.length === node.inputs.length) sums.delete(node);
  return sums;
}

/** Addition without broadcasting. */
function isSum(node: GraphNode): boolean {
  if (node.op === 'AddN') return true;
  if (node.op !== 'Add' && node.op !== 'AddV2') return false;
  const [a, b] = node.inputs;
  return a !== undefined && b !== undefined && specOf(a).shape.join() === specOf(b).shape.join();
}
