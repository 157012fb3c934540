import { RandomStream } from '../random';
import { INPUT_STATES } from './cell-topology';
import type { Genotype, GenotypeEdge } from './genotype';
import { PRIMITIVES } from './primitives';

/** Operations that a derived cell can have: all but `none`. */
const DERIVED = PRIMITIVES.slice(1);
const NODES = 4;

/**
 * An architecture drawn from the search space by chance, as good a baseline as there is (Li and Talwalkar 2019): each node
 * reads two different states before it, each through any operation but `none`, all equally likely.
 *
 * @param seed a whole number from 0 to 2^32 - 1; the same seed gives the same architecture
 */
export function randomGenotype(seed: number): Genotype {
  const concat = Array.from({ length: NODES }, (_, node) => INPUT_STATES + node);
  return {
    normal: randomCell(new RandomStream(seed, 'genotype-normal')),
    normalConcat: concat,
    reduce: randomCell(new RandomStream(seed, 'genotype-reduce')),
    reduceConcat: concat,
  };
}

function randomCell(random: RandomStream): GenotypeEdge[] {
  return Array.from({ length: NODES }, (_, node) => {
    const states = Array.from({ length: INPUT_STATES + node }, (_state, state) => state);
    random.shuffle(states);
    const sources = states.slice(0, 2).sort((a, b) => a - b);
    return sources.map((source): GenotypeEdge => [DERIVED[random.below(DERIVED.length)] ?? 'skip_connect', source]);
  }).flat();
}
