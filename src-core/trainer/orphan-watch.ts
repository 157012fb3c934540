import { Worker } from 'node:worker_threads';

/** How often is looked for the parent. */
const LOOK_MS = 1_000;
/** A step that ends within this time is saved; a longer one is not waited for, and costs what came after the last save. */
const GRACE_MS = 8_000;

/**
 * Ends this process soon after its parent is gone, even while a native step blocks the event loop: a thread of its own
 * looks. A process that is still able to saves and leaves by itself before (serve-commands.ts).
 */
export function watchForOrphanage(): void {
  // A text, so that no bundle has to carry another file.
  const code = `
    const parent = process.ppid;
    const looks = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(looks);
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${GRACE_MS});
    }, ${LOOK_MS});
  `;
  const thread = new Worker(code, { eval: true });
  thread.unref();
  // Without the thread the process ends one step later.
  thread.on('error', () => undefined);
}
