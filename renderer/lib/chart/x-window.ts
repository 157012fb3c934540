/** A part of an x axis. */
export interface XWindow {
  readonly low: number;
  readonly high: number;
}

/** The smallest part of the whole axis that can be zoomed to. */
const DEEPEST = 1e-5;

/** A window zoomed by `factor` (below 1: closer) around `center`, inside `whole`; null when that shows the whole. */
export function zoomWindow(window: XWindow, whole: XWindow, factor: number, center: number): XWindow | null {
  const span = (window.high - window.low) * factor;
  const least = (whole.high - whole.low) * DEEPEST;
  if (span >= whole.high - whole.low) return null;
  const width = Math.max(span, least);
  const share = (center - window.low) / (window.high - window.low || 1);
  return keepInside({ low: center - share * width, high: center + (1 - share) * width }, whole);
}

/** A window moved by a share of its own width, inside `whole`. */
export function panWindow(window: XWindow, whole: XWindow, share: number): XWindow {
  const by = (window.high - window.low) * share;
  return keepInside({ low: window.low + by, high: window.high + by }, whole);
}

/** The window between two places in either order; null when they are too near to mean a part. */
export function windowBetween(a: number, b: number, whole: XWindow): XWindow | null {
  const [low, high] = [Math.max(whole.low, Math.min(a, b)), Math.min(whole.high, Math.max(a, b))];
  return high - low > (whole.high - whole.low) * DEEPEST ? { low, high } : null;
}

function keepInside({ low, high }: XWindow, whole: XWindow): XWindow {
  if (low < whole.low) return { low: whole.low, high: whole.low + high - low };
  if (high > whole.high) return { low: whole.high - (high - low), high: whole.high };
  return { low, high };
}
