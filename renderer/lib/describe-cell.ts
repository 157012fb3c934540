import type { GenotypeEdge } from '../../src-core/space/genotype';
import { operationLook } from './operations';
import { stateText } from './state-name';

/** A cell in words, for those who do not see its graph. */
export function describeCell(title: string, edges: readonly GenotypeEdge[]): string {
  const nodes = Array.from({ length: Math.floor(edges.length / 2) }, (_, node) => {
    const inputs = edges
      .slice(2 * node, 2 * node + 2)
      .map(([op, source]) => `${operationLook(op).words.toLowerCase()} of ${stateText(source)}`);
    return `node ${node} adds ${inputs.join(' and ')}`;
  });
  return `${title}: ${nodes.join('; ')}.`;
}
