import { expect, it } from 'vitest';

import { fuzzTargets } from '../../chaos/fuzz-run-files';

// test:chaos runs 100,000 of each.
it('no parser of run files is harmed by damaged ones', () => {
  const targets = fuzzTargets();
  for (const target of targets) target.run(300);
  expect(targets.length).toBeGreaterThan(6);
});
