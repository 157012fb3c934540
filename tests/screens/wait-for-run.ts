import { ask } from '../e2e/bridge';
import { expect, type RunningApp } from '../e2e/launch-app';

/** Waits until a run has done so many epochs. */
export async function waitForEpoch({ page }: RunningApp, id: string, epoch: number): Promise<void> {
  await expect
    .poll(async () => (await ask(page, 'runs:list')).find((entry) => entry.id === id)?.epoch, { timeout: 600_000 })
    .toBeGreaterThanOrEqual(epoch);
}

/** Waits until a run has finished. */
export async function waitForEnd({ page }: RunningApp, id: string): Promise<void> {
  await expect
    .poll(async () => (await ask(page, 'runs:list')).find((entry) => entry.id === id)?.state, { timeout: 600_000 })
    .toBe('finished');
}
