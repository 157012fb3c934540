import { expect, it } from 'vitest';

import { FUZZED_PARSERS } from './fuzzed-parsers';

// `npm run test:chaos` tries a hundred thousand of each.
it.each(FUZZED_PARSERS)('$name are read or refused, whatever their bytes', async ({ few, run }) => {
  await expect(run(few)).resolves.toBeUndefined();
});
