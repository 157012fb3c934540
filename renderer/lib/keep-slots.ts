import type { GenotypeEdge } from '../../src-core/space/genotype';

/**
 * The same cell with the two edges of each node in the order that moves least from `before`: an edge that reads the same
 * state as before keeps its place, so a drawing lets it stand still while its neighbour moves.
 */
export function keepSlots(before: readonly GenotypeEdge[], after: readonly GenotypeEdge[]): GenotypeEdge[] {
  const arranged = [...after];
  for (let i = 0; i + 1 < after.length; i += 2) {
    const [first, second] = [after[i], after[i + 1]];
    if (first === undefined || second === undefined) continue;
    const straight = matches(before[i], first) + matches(before[i + 1], second);
    const crossed = matches(before[i], second) + matches(before[i + 1], first);
    if (crossed > straight) [arranged[i], arranged[i + 1]] = [second, first];
  }
  return arranged;
}

/** Which places hold another operation or read another state than before. */
export function changedSlots(before: readonly GenotypeEdge[], after: readonly GenotypeEdge[]): number[] {
  return after.flatMap(([op, source], i) => {
    const old = before[i];
    return old !== undefined && (old[0] !== op || old[1] !== source) ? [i] : [];
  });
}

function matches(before: GenotypeEdge | undefined, after: GenotypeEdge): number {
  if (before?.[1] !== after[1]) return 0;
  return before[0] === after[0] ? 2 : 1;
}
