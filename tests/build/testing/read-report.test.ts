import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { playwrightCounts, readReport, total, verdict, vitestCounts } from '../../../build/testing/read-report.mjs';
import { temporaryFolder } from '../../temporary-folder';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const report = (content: unknown): string => {
  const file = path.join(folder, `${Math.trunc(performance.now() * 1000)}.json`);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

describe('readReport', () => {
  const vitest = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };

  it('reads Vitest’s counts', () => {
    expect(readReport(report(vitest), vitestCounts, 0)).toEqual({ passed: 7, failed: 0, skipped: 2 });
  });

  it('reads Playwright’s counts: what passed at the second try has passed', () => {
    const playwright = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } };
    expect(readReport(report(playwright), playwrightCounts, 1)).toEqual({ passed: 4, failed: 1, skipped: 2 });
  });

  it('shows a failure when the run failed and no test did', () => {
    expect(readReport(report(vitest), vitestCounts, 1)).toEqual({ passed: 7, failed: 1, skipped: 2 });
  });

  it('shows a failure when there is no report', () => {
    expect(readReport(path.join(folder, 'none.json'), vitestCounts, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('verdict', () => {
  it('sums up and leaves out what is nothing', () => {
    const sum = total([
      { passed: 7, failed: 0, skipped: 0 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(verdict(sum)).toBe('10 passed, 1 failed');
    expect(verdict({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
  });
});
