import type { Page } from '@playwright/test';

/** Drops a file or folder of this machine on the middle of the page, as the system's file manager does. */
export async function dropPath(page: Page, place: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', {
      type,
      x: width / 2,
      y: height / 2,
      data: { items: [], files: [place], dragOperationsMask: 1 },
    });
  }
  await devtools.detach();
}
