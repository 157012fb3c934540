import { expect, it } from 'vitest';

import { fuzzTargets } from './fuzz-run-files';
import { tell } from './tell';

const CASES = Number(process.env['DARTBOARD_FUZZ_CASES'] ?? 100_000);

it(`no parser of run files is harmed by ${CASES} damaged files each`, () => {
  const targets = fuzzTargets();
  for (const { name, run } of targets) {
    const start = performance.now();
    run(CASES);
    tell(`parser of ${name}: ${CASES} cases in ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  }
  expect(targets.length).toBeGreaterThan(6);
});
