import type { GoldenFolder } from './golden-folder';

/** How one quantity of ours stands against the reference's. */
export interface Verdict {
  readonly name: string;
  readonly maxAbs: number;
  readonly relL2: number;
  readonly tolerance: number;
  readonly ok: boolean;
}

/**
 * Compares with the stored float64 value: relative L2 error at most three times the reference's own float32 error, at least
 * 2e-6; what is zero in truth may be off by 1e-7.
 */
export function compare(golden: GoldenFolder, name: string, ours: Float64Array): Verdict {
  const theirs = golden.values(name);
  if (theirs.length !== ours.length) {
    throw new Error(`${name} has ${ours.length} numbers, the reference's ${theirs.length}.`);
  }
  const differences = ours.map((value, i) => value - (theirs[i] ?? Number.NaN));
  const maxAbs = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
  const norm = euclidean(theirs);
  if (norm < 1e-12) return { name, maxAbs, relL2: maxAbs, tolerance: 1e-7, ok: maxAbs <= 1e-7 };
  const relL2 = euclidean(differences) / norm;
  const tolerance = Math.max(3 * (golden.manifest.f32VsF64[name]?.relL2 ?? 0), 2e-6);
  return { name, maxAbs, relL2, tolerance, ok: relL2 <= tolerance };
}

function euclidean(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
