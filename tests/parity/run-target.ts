import { UserError } from '../../src-core/user-error';
import type { Comparison } from './compare';
import type { Target } from './find-targets';
import { compareGenotypes } from './genotypes';
import type { GoldenFolder } from './golden-folder';
import { countedMisses, judge, type Verdict } from './judge';
import { type Engine, ENGINES } from './open-session';
import { compareParameterCounts } from './parameter-counts';
import { compareParts, unsupportedParts } from './parts';
import { compareSearch } from './search-folder';

/** What one engine made of a target. */
export interface EngineResult {
  readonly engine: Engine;
  readonly comparisons: readonly Comparison[];
  readonly verdicts: readonly Verdict[];
  /** After a miss: how many starts with half a bit of noise were tried, and whether the last one had none of the misses. */
  readonly noise: { readonly starts: number; readonly landed: boolean } | null;
}

/** What came of a target. */
export interface TargetResult {
  readonly name: string;
  readonly results: readonly EngineResult[];
  /** Whether finite differences count here; null where there are none. */
  readonly tight: boolean | null;
  /** The largest errors of the reference's own noisy runs in single precision, by quantity. */
  readonly spread: Readonly<Record<string, number>>;
  /** What is in the target and not in Dartboard yet. */
  readonly unsupported: readonly string[];
}

/** About one of four noisy runs of the reference itself lands on the other side of some kink; three in a row hardly do. */
const NOISY_STARTS = 3;

/**
 * Runs one target with each engine.
 *
 * @param progress is told what runs now
 * @throws UserError when the folder is damaged or of a kind that is not known
 */
export function runTarget(target: Target, engines: readonly Engine[], progress: (text: string) => void): TargetResult {
  if (target.kind === 'parameter counts') {
    const { comparisons, unsupported } = compareParameterCounts(target.file);
    return result('param_counts', engines, () => comparisons, unsupported);
  }
  const { golden } = target;
  const { name, manifest } = golden;
  switch (manifest.kind) {
    case 'search': {
      const { tight, float32Spread: spread } = manifest;
      return {
        name,
        tight,
        spread,
        unsupported: [],
        results: engines.map((engine) => search(golden, engine, progress)),
      };
    }
    case 'parts':
      progress(name);
      return result(name, engines, (engine) => [...compareParts(golden, ENGINES[engine])], unsupportedParts(golden));
    case 'genotype':
      return result(name, engines, () => [compareGenotypes(golden)], []);
    case 'evaluation':
      return result(name, engines, () => [], ['evaluation networks']);
    default:
      throw new UserError(`${golden.folder}: manifest.json is of kind "${manifest.kind}", which is not known.`);
  }
}

function search(golden: GoldenFolder, engine: Engine, progress: (text: string) => void): EngineResult {
  const { tight } = golden.manifest;
  const run = (noise: number | null): Comparison[] => {
    progress(`${golden.name}, ${engine}${noise === null ? '' : `, start ${noise} with half a bit of noise`}`);
    return [...compareSearch(golden, ENGINES[engine], noise)];
  };
  const comparisons = run(null);
  if (comparisons.length === 0) throw new UserError(`${golden.folder} holds no number of a search step.`);
  const missed = new Set(countedMisses(comparisons, tight).map(({ name }) => name));
  let starts = 0;
  let landed = false;
  while (missed.size > 0 && !landed && starts < NOISY_STARTS) {
    landed = !countedMisses(run(++starts), tight).some(({ name }) => missed.has(name));
  }
  const noise = missed.size > 0 ? { starts, landed } : null;
  return { engine, comparisons, verdicts: judge(comparisons, tight, landed), noise };
}

function result(
  name: string,
  engines: readonly Engine[],
  compareWith: (engine: Engine) => readonly Comparison[],
  unsupported: readonly string[],
): TargetResult {
  const results = engines.map((engine) => {
    const comparisons = compareWith(engine);
    return { engine, comparisons, verdicts: judge(comparisons, true, false), noise: null };
  });
  return { name, results, tight: null, spread: {}, unsupported };
}
