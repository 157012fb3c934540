import { existsSync } from 'node:fs';

import { chromium, type Browser, type Page } from '@playwright/test';

/** Where systems keep Chromium; `DARTBOARD_CHROMIUM` names another. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The page of recorded runs in a browser. */
export interface WebPage {
  readonly browser: Browser;
  readonly page: Page;
}

/** Opens the page in Chromium, its run shown; null where there is none. */
export async function openWebPage(address: string): Promise<WebPage | null> {
  const executablePath = process.env['DARTBOARD_CHROMIUM'] ?? PLACES.find(existsSync);
  if (executablePath === undefined) return null;
  const browser = await chromium.launch({
    executablePath,
    headless: false,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  // The page shows its run by itself: only then does a click lead elsewhere for good.
  await page.getByTestId('run-state').waitFor();
  return { browser, page };
}
