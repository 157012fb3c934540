import type { DartboardBridge } from '../electron/contract';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly dartboard: DartboardBridge;
  }
}
