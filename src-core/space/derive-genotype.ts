import type { Alphas } from '../search/step-executor';
import { EDGE_LIST, EDGES, INPUT_STATES, MULTIPLIER, STEPS } from './cell-topology';
import type { Edge } from './cell-topology';
import { edgeProbabilities } from './edge-probabilities';
import type { Genotype, GenotypeEdge } from './genotype';
import { PRIMITIVES } from './primitives';

/**
 * The discrete architecture that the alphas stand for (quark0/darts cnn/model_search.py `Network.genotype`). Softmax per edge;
 * each node keeps the two edges whose best operation is most probable, in that order; an edge becomes that operation. `none`
 * can never be chosen, but it takes its share of the softmax, so an edge that is mostly `none` ranks low. Of equals the
 * lower index wins.
 *
 * @param alphas `[14 edges][8 operations]` for each cell, before the softmax
 */
export function deriveGenotype(alphas: Alphas): Genotype {
  const concat = Array.from({ length: MULTIPLIER }, (_, i) => INPUT_STATES + STEPS - MULTIPLIER + i);
  return {
    normal: deriveCell(alphas.normal),
    normalConcat: concat,
    reduce: deriveCell(alphas.reduce),
    reduceConcat: [...concat],
  };
}

function deriveCell(alphas: readonly (readonly number[])[]): GenotypeEdge[] {
  if (alphas.length !== EDGES || alphas.some((row) => row.length !== PRIMITIVES.length)) {
    throw new RangeError(`deriveGenotype: a cell's alphas must be [${EDGES}][${PRIMITIVES.length}].`);
  }
  const probabilities = edgeProbabilities(alphas);
  const choices = EDGE_LIST.map((edge) => strongestOperation(edge, probabilities[edge.index] ?? []));
  return Array.from({ length: STEPS }, (_, node) =>
    choices
      .filter((choice) => choice.node === node)
      .sort((a, b) => b.probability - a.probability) // stable, so equals stay in index order
      .slice(0, 2),
  )
    .flat()
    .map(({ op, source }): GenotypeEdge => [op, source]);
}

function strongestOperation({ node, source }: Edge, probabilities: readonly number[]) {
  return PRIMITIVES.map((op, k) => ({ op, node, source, probability: probabilities[k] ?? 0 }))
    .filter(({ op }) => op !== 'none')
    .reduce((best, candidate) => (candidate.probability > best.probability ? candidate : best));
}
