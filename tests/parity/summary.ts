import { countedMisses, enoughWholeCases, isFiniteDifference } from './judge';
import type { EngineResult, Noise, TargetResult } from './run-target';
import { short } from './table';

/** The lines below the table, and whether all is as it must be. */
export function summarise(targets: readonly TargetResult[]): {
  readonly lines: readonly string[];
  readonly ok: boolean;
} {
  const engines = (targets[0]?.results ?? []).map(({ engine }) => engine);
  const notes = targets.flatMap((target) => target.results.flatMap((result) => missNote(target, result)));
  const perEngine = engines.map((engine) => summariseEngine(targets, engine));
  return {
    lines: [...notes, ...unsupportedLines(targets), ...perEngine.map(({ line }) => line)],
    ok: perEngine.every(({ ok }) => ok),
  };
}

function summariseEngine(targets: readonly TargetResult[], engine: string): { line: string; ok: boolean } {
  const runs = targets.flatMap(({ tight, results }) =>
    results.filter((result) => result.engine === engine).map((result) => ({ ...result, tight })),
  );
  const verdicts = runs.flatMap((run) => run.verdicts);
  const count = (...wanted: string[]): number => verdicts.filter((verdict) => wanted.includes(verdict)).length;
  const tightRuns = runs.filter(({ tight }) => tight === true);
  const whole = tightRuns.filter(({ comparisons }) => differenceMisses(comparisons).length === 0).length;
  const searches = runs.filter(({ tight }) => tight !== null);
  const steady = searches.filter(({ comparisons }) => countedMisses(comparisons, false).length === 0).length;
  const enough = enoughWholeCases(whole, tightRuns.length) && enoughWholeCases(steady, searches.length);
  const parts = [
    `${count('ok')} within tolerance, ${count('MISS')} missed`,
    ...(count('kink') > 0 ? [`${count('kink')} off by a kink`] : []),
    ...(count('(ok)', '(off)') > 0 ? [`${count('(ok)', '(off)')} reported only`] : []),
    ...(searches.length > 0 ? [`${steady} of ${searches.length} search cases without a kink in what binds`] : []),
    ...(tightRuns.length > 0 ? [`finite differences: ${whole} of ${tightRuns.length} tight cases whole`] : []),
    ...(enough ? [] : ['two of every three must be']),
  ];
  return { line: `${engine}: ${parts.join('; ')}.`, ok: enough && count('MISS') === 0 };
}

/** Names what an engine missed first in a case, with the reference's own spread there and what noise tells. */
function missNote({ name, tight, spread }: TargetResult, { engine, comparisons, noise }: EngineResult): string[] {
  const misses = countedMisses(comparisons, tight ?? true);
  const [first] = misses;
  if (!first) return [];
  const more = misses.length > 1 ? ` and ${misses.length - 1} more` : '';
  const reference = spread[first.name];
  const beside =
    reference === undefined ? '' : `; noisy single-precision runs of the reference: up to ${short(reference)}`;
  const cause = noise === null ? '' : ` ${causeOf(noise)}`;
  return [`${name}, ${engine}: ${first.name}${more} missed (relative ${short(first.relL2)}${beside}).${cause}`];
}

function causeOf({ starts, stayed }: Noise): string {
  const noisy = `${starts} ${starts === 1 ? 'start' : 'starts'} with half a bit of noise`;
  if (stayed.length === 0) return `Within ${noisy} each miss vanishes: kinks.`;
  return `${stayed.join(', ')} missed in ${noisy} too: a fault.`;
}

function differenceMisses(comparisons: EngineResult['comparisons']): unknown[] {
  return countedMisses(comparisons, true).filter(({ name }) => isFiniteDifference(name));
}

function unsupportedLines(targets: readonly TargetResult[]): string[] {
  return targets
    .filter(({ unsupported }) => unsupported.length > 0)
    .map(({ name, unsupported }) => `${name}: not supported yet: ${unsupported.join(', ')}.`);
}
