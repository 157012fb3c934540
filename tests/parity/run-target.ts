import { UserError } from '../../src-core/user-error';
import type { Comparison } from './compare';
import { compareEvaluation } from './evaluation-case';
import type { Target } from './find-targets';
import { compareGenotypes } from './genotypes';
import type { GoldenFolder } from './golden-folder';
import { countedMisses, judge, type Verdict } from './judge';
import { type Engine, ENGINES } from './open-session';
import { compareParameterCounts } from './parameter-counts';
import { compareParts, unsupportedParts } from './parts';
import { SearchCase } from './search-case';

/** What one engine made of a target. */
export interface EngineResult {
  readonly engine: Engine;
  readonly comparisons: readonly Comparison[];
  readonly verdicts: readonly Verdict[];
  /** What noise tells of the misses; null when nothing that counts missed. */
  readonly noise: Noise | null;
}

/** Starts with half a bit of noise, run after a miss. A miss that comes from a kink vanishes in some of them, a fault in none. */
export interface Noise {
  readonly starts: number;
  /** What missed in each of these starts as well. */
  readonly stayed: readonly string[];
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

/**
 * A kink may lie so close that the reference itself, in single precision, falls on its wrong side in two noisy starts of
 * three: a miss that stays in this many is none.
 */
const NOISY_STARTS = 12;

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
      progress(name);
      return result(name, engines, (engine) => [...compareEvaluation(golden, engine)], []);
    default:
      throw new UserError(`${golden.folder}: manifest.json is of kind "${manifest.kind}", which is not known.`);
  }
}

function search(golden: GoldenFolder, engine: Engine, progress: (text: string) => void): EngineResult {
  const { tight } = golden.manifest;
  const searchCase = new SearchCase(golden, engine);
  try {
    progress(`${golden.name}, ${engine}`);
    const comparisons = [...searchCase.compare()];
    if (comparisons.length === 0) throw new UserError(`${golden.folder} holds no number of a search step.`);
    const missed = countedMisses(comparisons, tight);
    const noise = missed.length > 0 ? rerunWithNoise(searchCase, missed, progress) : null;
    return { engine, comparisons, verdicts: judge(comparisons, tight, noise?.stayed ?? []), noise };
  } finally {
    searchCase.dispose();
  }
}

function rerunWithNoise(
  searchCase: SearchCase,
  missed: readonly Comparison[],
  progress: (text: string) => void,
): Noise {
  let stayed = new Set(missed.map(({ name }) => name));
  let starts = 0;
  while (stayed.size > 0 && starts < NOISY_STARTS) {
    progress(`${stayed.size} missed: once more from start ${++starts} with half a bit of noise`);
    const off = [...searchCase.compare(starts, stayed)].filter(({ within }) => !within).map(({ name }) => name);
    stayed = new Set(off.filter((name) => stayed.has(name)));
  }
  return { starts, stayed: [...stayed] };
}

function result(
  name: string,
  engines: readonly Engine[],
  compareWith: (engine: Engine) => readonly Comparison[],
  unsupported: readonly string[],
): TargetResult {
  const results = engines.map((engine) => {
    const comparisons = compareWith(engine);
    // Nothing here has been seen to hang on a kink.
    const missed = countedMisses(comparisons, true).map(({ name: missing }) => missing);
    return { engine, comparisons, verdicts: judge(comparisons, true, missed), noise: null };
  });
  return { name, results, tight: null, spread: {}, unsupported };
}
