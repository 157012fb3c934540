import type { GoldenFolder } from './golden-folder';

/** Numbers of ours under the reference's name, in the reference's layout. */
export interface Quantity {
  readonly name: string;
  readonly values: Float64Array;
}

/** A program's output, or a variable's values, under the reference's name. */
export function quantity(name: string, values: Float32Array | undefined): Quantity {
  return { name, values: Float64Array.from(values ?? []) };
}

/** How far one quantity of ours is from the reference's. */
export interface Comparison {
  readonly name: string;
  readonly maxAbs: number;
  readonly relL2: number;
  /** Of `relL2`, or of `maxAbs` where the reference's value is zero in truth. */
  readonly tolerance: number;
  readonly within: boolean;
}

/** However exact the reference's own float32 is, single precision deserves as much. */
const FLOOR = 2e-6;

/** What is zero in truth may be off by this much. */
const ZERO_TOLERANCE = 1e-7;

/**
 * Compares with the stored float64 value: relative L2 error at most three times the reference's own float32 error, at least
 * 2e-6; what is zero in truth may be off by 1e-7.
 */
export function compare(golden: GoldenFolder, { name, values: ours }: Quantity): Comparison {
  const theirs = golden.values(name);
  if (theirs.length !== ours.length) {
    throw new Error(`${name} has ${ours.length} numbers, the reference's ${theirs.length}.`);
  }
  const differences = ours.map((value, i) => value - (theirs[i] ?? Number.NaN));
  // Not Math.max alone, so that a NaN stays one and fails.
  const maxAbs = differences.reduce(
    (most, difference) => (Math.abs(difference) <= most ? most : Math.abs(difference)),
    0,
  );
  const norm = euclidean(theirs);
  if (norm < 1e-12) {
    return {
      name,
      maxAbs,
      relL2: maxAbs === 0 ? 0 : maxAbs / norm,
      tolerance: ZERO_TOLERANCE,
      within: maxAbs <= ZERO_TOLERANCE,
    };
  }
  const relL2 = euclidean(differences) / norm;
  const tolerance = Math.max(3 * (golden.manifest.f32VsF64[name]?.relL2 ?? 0), FLOOR);
  return { name, maxAbs, relL2, tolerance, within: relL2 <= tolerance };
}

/** Compares what must be equal, number by number, such as choices and counts. */
export function compareExactly(name: string, ours: readonly unknown[], theirs: readonly unknown[]): Comparison {
  const wrong = theirs.filter((value, i) => JSON.stringify(value) !== JSON.stringify(ours[i])).length;
  const missing = Math.abs(ours.length - theirs.length);
  const off = Math.max(wrong, missing);
  return { name, maxAbs: off, relL2: off / Math.max(theirs.length, 1), tolerance: 0, within: off === 0 };
}

function euclidean(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
