import type { Page } from '@playwright/test';

/** What is cut off without a way to read it, or lies over something that can be clicked; in words, empty when all is well. */
export async function findLayoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const name = (element: Element): string => {
      const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' ');
      return `<${element.tagName.toLowerCase()} ${element.className?.toString() ?? ''}> “${words.slice(0, 60)}”`;
    };
    const top = document.querySelector('dialog[open]') ?? document.body;
    const visible = (element: Element): boolean => {
      const box = element.getBoundingClientRect();
      return (
        box.width > 2 && box.height > 2 && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
      );
    };
    /** The part of an element that its scrolling ancestors and the window leave to be seen. */
    const seen = (element: Element): DOMRect => {
      const { left, top: up, right, bottom } = element.getBoundingClientRect();
      let [l, t, r, b] = [
        Math.max(0, left),
        Math.max(0, up),
        Math.min(innerWidth, right),
        Math.min(innerHeight, bottom),
      ];
      for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflow === 'visible') continue;
        const box = parent.getBoundingClientRect();
        [l, t] = [Math.max(l, box.left), Math.max(t, box.top)];
        [r, b] = [Math.min(r, box.right), Math.min(b, box.bottom)];
      }
      return new DOMRect(l, t, r - l, b - t);
    };
    const passes = (element: Element): boolean => {
      if (element.closest('[data-testid=message]') !== null) return true;
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        if (['sticky', 'fixed'].includes(getComputedStyle(at).position)) return true;
      }
      return false;
    };
    if (document.documentElement.scrollWidth > innerWidth + 1) faults.push('the page is wider than the window');
    for (const element of top.querySelectorAll('*')) {
      if (!(element instanceof HTMLElement) || !visible(element)) continue;
      const style = getComputedStyle(element);
      const hides = style.overflowX === 'hidden' || style.overflowX === 'clip';
      const cut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 4;
      const told = element.closest('[title], [aria-hidden=true], .only-for-screen-readers') !== null;
      if (hides && cut && !told && (element.textContent ?? '').trim() !== '') faults.push(`cut off: ${name(element)}`);
      const leaf = element.childElementCount === 0 && (element.textContent ?? '').trim() !== '';
      if (leaf && style.overflowX === 'visible' && cut) faults.push(`does not fit: ${name(element)}`);
    }
    for (const canvas of top.querySelectorAll('canvas')) {
      const frame = canvas.parentElement ?? canvas;
      // Out of sight a chart is not drawn anew.
      if (!visible(canvas) || Math.min(seen(frame).width, seen(frame).height) < 6) continue;
      const [own, room] = [canvas.getBoundingClientRect(), frame.getBoundingClientRect()];
      if (own.right > room.right + 1 || own.bottom > room.bottom + 1) faults.push(`cut off: chart in ${name(frame)}`);
    }
    for (const control of top.querySelectorAll('button, a[href], input, select, textarea, summary')) {
      if (!visible(control)) continue;
      const { left, top: up, width, height } = seen(control);
      if (width < 6 || height < 6) continue;
      const hit = document.elementFromPoint(left + width / 2, up + height / 2);
      const own =
        hit !== null && (control.contains(hit) || hit.contains(control) || hit.closest('label')?.contains(control));
      // What passes by itself, a popover, and a bar under which one can scroll on cover nothing for good.
      if (own === true || hit === null || passes(hit)) continue;
      faults.push(`covered: ${name(control)} by ${name(hit)}`);
    }
    return faults;
  });
}
