import { expect, it } from 'vitest';

import { FUZZED_PARSERS } from '../src-core/data/fuzzed-parsers';
import { tell } from './tell';

const CASES = Number(process.env['DARTBOARD_FUZZ_CASES'] ?? 100_000);

it.each(FUZZED_PARSERS)(`no parser is harmed by ${CASES} damaged files: $name`, async ({ name, run }) => {
  const start = performance.now();
  await expect(run(CASES)).resolves.toBeUndefined();
  tell(`parser of ${name}: ${CASES} cases in ${((performance.now() - start) / 1_000).toFixed(1)} s`);
});
