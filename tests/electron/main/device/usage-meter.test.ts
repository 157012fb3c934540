import { expect, test } from 'vitest';

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

test('asked too soon, it tells the same again', async () => {
  const meter = new UsageMeter(() => undefined);
  const first = await meter.usage();
  expect(await meter.usage()).toBe(first);
});
