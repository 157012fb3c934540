import { expect, test, vi } from 'vitest';

import { UsageMeter } from '../../../../electron/main/device/usage-meter';

test('shares are known from the second look on, and a busy process is seen', async () => {
  const meter = new UsageMeter(() => process.pid);
  const first = await meter.usage();
  expect(first.machine.cpuPercent).toBeNull();
  expect(first.trainer).toMatchObject({ cpuPercent: null });
  expect(first.machine.memoryUsed).toBeLessThan(first.machine.memoryTotal);
  const until = Date.now() + 500;
  while (Date.now() < until);
  const second = await meter.usage();
  expect(second.machine.cpuPercent).toBeGreaterThan(0);
  expect(second.trainer?.cpuPercent).toBeGreaterThan(0);
  expect(second.trainer?.cpuPercent).toBeLessThanOrEqual(100);
});

test('without a trainer there is only the machine', async () => {
  const { trainer, machine } = await new UsageMeter(() => undefined).usage();
  expect(trainer).toBeNull();
  expect(machine.memoryTotal).toBeGreaterThan(0);
});

test('a clock that is set back does not hold the needles', async () => {
  const meter = new UsageMeter(() => undefined);
  const first = await meter.usage();
  vi.spyOn(Date, 'now').mockReturnValue(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await meter.usage()).not.toBe(first);
  vi.restoreAllMocks();
});

test('asked too soon, it tells the same again', async () => {
  const meter = new UsageMeter(() => undefined);
  const first = await meter.usage();
  expect(await meter.usage()).toBe(first);
});
