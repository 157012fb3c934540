import { isAppUrl } from './app-origin';

/** What is looked at of a frame (Electron's WebFrameMain). */
export interface FrameIdentity {
  readonly url: string;
  readonly processId: number;
  readonly routingId: number;
}

/**
 * Whether a message comes from the main frame of our window while it shows our page. Frames inside the page, other
 * windows, and the same frame after it was led elsewhere are strangers.
 */
export function isTrustedSender(sender: FrameIdentity | null, mainFrame: FrameIdentity | null): boolean {
  return (
    sender !== null &&
    mainFrame !== null &&
    sender.processId === mainFrame.processId &&
    sender.routingId === mainFrame.routingId &&
    isAppUrl(sender.url)
  );
}
