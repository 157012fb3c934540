import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

/** An empty folder of this test's own, removed after it. */
export function temporaryFolder(place = tmpdir()): string {
  const folder = mkdtempSync(join(place, 'dartboard-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
