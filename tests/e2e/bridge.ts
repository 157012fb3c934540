import type { Page } from '@playwright/test';

import type {} from '../../renderer/env';

import type { Outcome, PushChannel, PushChannels, RequestChannel, RequestChannels } from '../../electron/contract';

/** Asks main from inside the page, as the window's own code does. */
export async function request<C extends RequestChannel>(
  page: Page,
  channel: C,
  ...args: Parameters<RequestChannels[C]>
): Promise<Outcome<ReturnType<RequestChannels[C]>>> {
  const told: unknown = await page.evaluate(
    ({ name, passed }): unknown => Reflect.apply(window.dartboard.request, window.dartboard, [name, ...passed]),
    { name: channel, passed: args as unknown[] },
  );
  return told as Outcome<ReturnType<RequestChannels[C]>>;
}

/** The same, for a request that must succeed. */
export async function ask<C extends RequestChannel>(
  page: Page,
  channel: C,
  ...args: Parameters<RequestChannels[C]>
): Promise<ReturnType<RequestChannels[C]>> {
  const outcome = await request(page, channel, ...args);
  if (!outcome.ok) throw new Error(`${channel}: ${outcome.message}`);
  return outcome.value;
}

/** What main has pushed on a channel since the call, oldest first. */
export async function collectPushes<C extends PushChannel>(
  page: Page,
  channel: C,
): Promise<() => Promise<PushChannels[C][]>> {
  const key = `pushes:${channel}`;
  await page.evaluate(
    ([name, store]) => {
      const heard: unknown[] = [];
      Reflect.set(window, store, heard);
      window.dartboard.on(name, (payload) => heard.push(payload));
    },
    [channel, key] as const,
  );
  return () => page.evaluate((store) => Reflect.get(window, store) as PushChannels[C][], key);
}
