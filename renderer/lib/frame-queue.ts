/** Milliseconds of one frame that the work of this queue may take before the rest waits for the next. */
const BUDGET = 8;

const waiting = new Set<() => void>();
let frame: number | undefined;

/**
 * Does work within the next frames: in each as much as fits beside drawing it, in the order in which it was asked for. What
 * waits already is not done twice.
 *
 * @returns takes it back
 */
export function inNextFrames(work: () => void): () => void {
  waiting.add(work);
  frame ??= requestAnimationFrame(doWork);
  return () => waiting.delete(work);
}

function doWork(): void {
  frame = undefined;
  const end = performance.now() + BUDGET;
  for (const work of waiting) {
    waiting.delete(work);
    work();
    if (performance.now() >= end) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(doWork);
}
