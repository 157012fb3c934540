import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  availableMemory,
  machineCpuTimes,
  parseProcessUsage,
  processUsage,
} from '../../../../electron/main/device/proc-files';

const STATUS = 'Name:\tnode\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n';

test('processor time and memory are read of a process whose name would mislead', () => {
  const stat = '42 (a ) R 1 (b)) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 11 0 12345 100 200';
  expect(parseProcessUsage(stat, STATUS)).toEqual({ cpuSeconds: 3, memory: 1_048_576, peakMemory: 2_097_152 });
});

test('a process that ends meanwhile has no memory any more, and tells nothing', () => {
  expect(parseProcessUsage('42 (node) Z 1 42 42 0 -1 0 0 0 0 0 1 1', 'Name:\tnode\nState:\tZ\n')).toBeNull();
});

test('no text makes it fail', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (stat, status) => {
      const usage = parseProcessUsage(stat, status);
      return usage === null || Object.values(usage).every(Number.isFinite);
    }),
  );
});

test('this very process is measured', async () => {
  const usage = await processUsage(process.pid);
  expect(usage?.cpuSeconds).toBeGreaterThan(0);
  expect(usage?.memory).toBeGreaterThan(10 * 1_048_576);
  expect(usage?.peakMemory).toBeGreaterThanOrEqual(usage?.memory ?? Infinity);
  expect(await processUsage(2 ** 30)).toBeNull();
  expect(await availableMemory()).toBeGreaterThan(0);
  const { busy, total } = machineCpuTimes();
  expect(busy).toBeLessThan(total);
});
