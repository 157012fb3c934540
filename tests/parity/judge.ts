import type { Comparison } from './compare';

/**
 * What a comparison comes to. `kink`: off, but only from this very start: from one with half a bit of noise it is within the
 * same tolerance. `(ok)` and `(off)`: a finite difference of a case that is not tight, told and not judged.
 */
export type Verdict = 'ok' | 'MISS' | 'kink' | '(ok)' | '(off)';

/**
 * Whether a quantity hangs on the finite difference of the second-order step. ReLU and max-pool have kinks: a value that
 * rounds to the other side of one changes a gradient by a jump, and the finite difference divides that by its small step.
 */
export function isFiniteDifference(name: string): boolean {
  return /^(secondEmpty|secondMomentum)\.(implicitGrad|alphaGrad)$|^secondOrder\./.test(name);
}

/** What is off and counts: what is no finite difference binds in every case, a finite difference in tight ones. */
export function countedMisses(comparisons: readonly Comparison[], tight: boolean): Comparison[] {
  return comparisons.filter(({ name, within }) => !within && (tight || !isFiniteDifference(name)));
}

/**
 * Judges each comparison of a case.
 *
 * @param stayed what misses from starts with half a bit of noise too, so that no kink can be the reason
 */
export function judge(comparisons: readonly Comparison[], tight: boolean, stayed: readonly string[]): Verdict[] {
  return comparisons.map(({ name, within }) => {
    if (isFiniteDifference(name) && !tight) return within ? '(ok)' : '(off)';
    if (within) return 'ok';
    return stayed.includes(name) ? 'MISS' : 'kink';
  });
}

/** Whether enough cases pass whole, without a kink: at least two of every three. */
export function enoughWholeCases(passed: number, all: number): boolean {
  return passed >= Math.floor((2 * all) / 3);
}
