import type { Page } from '@playwright/test';

import { expect } from './launch-app';

/** What has the focus, and how it shows that. */
interface Stop {
  readonly testId: string | null;
  readonly name: string;
  /** Whether a person sees where the focus is. */
  readonly visible: boolean;
}

/** Farther than any control is from another. */
const MOST_TABS = 150;

/** Goes to a control with the tabulator; every stop on the way must show that it has the focus. */
export async function tabTo(page: Page, testId: string, { back = false } = {}): Promise<void> {
  await expect(page.getByTestId(testId).first()).toBeVisible();
  const hidden: string[] = [];
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    const stop = await focusOf(page);
    if (stop !== null && !stop.visible) hidden.push(stop.name);
    if (stop?.testId === testId) {
      expect(hidden, `stops without a visible focus on the way to ${testId}`).toEqual([]);
      return;
    }
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`${testId} cannot be reached by the tabulator.`);
}

/** Goes to a control and presses a key there. */
export async function pressOn(page: Page, testId: string, key: string, direction = {}): Promise<void> {
  await tabTo(page, testId, direction);
  await page.keyboard.press(key);
}

/** Goes to a field and types over what is in it. */
export async function typeInto(page: Page, testId: string, text: string): Promise<void> {
  await tabTo(page, testId);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

/**
 * Tabs once around a screen.
 * @returns the names of the stops; it throws when the way does not come round, as in a trap
 */
export async function walkAround(page: Page): Promise<readonly string[]> {
  const names: string[] = [];
  const hidden: string[] = [];
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    document.querySelectorAll('[data-tabbed]').forEach((element) => element.removeAttribute('data-tabbed'));
  });
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab');
    const stop = await focusOf(page);
    const again = await page.evaluate(() => {
      const { activeElement } = document;
      const seen = activeElement?.hasAttribute('data-tabbed') === true;
      activeElement?.setAttribute('data-tabbed', '');
      return seen;
    });
    if (again) {
      expect(hidden, 'stops without a visible focus').toEqual([]);
      return names;
    }
    if (stop === null) continue;
    names.push(stop.name);
    if (!stop.visible) hidden.push(stop.name);
  }
  throw new Error(`The tabulator does not come round: ${names.slice(-6).join(', ')}`);
}

async function focusOf(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return null;
    // Ticks are small and lie in their labels; what is drawn around them counts as well.
    const drawn = [focused, focused.closest('label'), focused.parentElement].filter((element) => element !== null);
    const outlined = drawn.some((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || (element === focused && boxShadow !== 'none');
    });
    // An edge of a cell shows it on its label, which is drawn over all edges.
    const labelled = focused.closest('svg')?.querySelector('.focused') instanceof Element;
    const { left, top, right, bottom } = focused.getBoundingClientRect();
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && right - left > 3;
    const label = focused.getAttribute('aria-label') ?? focused.textContent?.trim() ?? '';
    return {
      testId: focused.getAttribute('data-testid'),
      name: `${focused.tagName.toLowerCase()} “${label.slice(0, 50)}”`,
      visible: (outlined || labelled) && inside,
    };
  });
}
