import type { Page } from '@playwright/test';

import { meterPage, type PageMeasure } from './page-meter';

/** How long something is moved. */
const MS = 4_000;

/** Drags the timeline to and fro, to another place in every frame. */
export function scrub(page: Page): Promise<PageMeasure> {
  return meterPage(page, () =>
    page.getByTestId('scrubber').evaluate(async (slider, duration) => {
      if (!(slider instanceof HTMLInputElement)) throw new Error('there is no timeline');
      const began = performance.now();
      for (let now = began; now - began < duration;) {
        const turn = ((now - began) / 2_000) % 2;
        slider.value = String(Math.round(Number(slider.max) * (turn < 1 ? turn : 2 - turn)));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        now = await new Promise<number>(requestAnimationFrame);
      }
    }, MS),
  );
}

/** Zooms the charts of a run in and out by the wheel, a notch in every frame. */
export async function zoom(page: Page): Promise<PageMeasure> {
  const measure = await meterPage(page, () =>
    page
      .getByTestId('chart-loss')
      .getByRole('img')
      .evaluate(async (chart, duration) => {
        const { left, top, width, height } = chart.getBoundingClientRect();
        const began = performance.now();
        let turns = 0;
        for (let now = began; now - began < duration; turns++) {
          const deltaY = turns % 40 < 20 ? -100 : 100;
          const [clientX, clientY] = [left + width * 0.6, top + height / 2];
          chart.dispatchEvent(new WheelEvent('wheel', { deltaY, clientX, clientY, ctrlKey: true, cancelable: true }));
          now = await new Promise<number>(requestAnimationFrame);
        }
      }, MS),
  );
  await page
    .getByTestId('zoom-reset')
    .click({ timeout: 2_000 })
    .catch(() => undefined);
  return measure;
}
