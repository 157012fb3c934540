import { ipcMain, type BrowserWindow } from 'electron';

import type { PushChannel, PushChannels, RequestChannel, RequestChannels } from '../contract';
import { answerRequest } from './answer-request';
import { log } from './log';
import { REQUEST_ARGUMENTS, type CheckedArguments } from './request-arguments';
import { isTrustedSender } from './trusted-sender';

/** How main talks with the window: the only user of Electron's ipcMain. */
export interface WindowIpc {
  /** Answers a channel; its arguments are checked (request-arguments.ts) before `answer` sees them. */
  handle<C extends RequestChannel>(
    channel: C,
    answer: (...args: CheckedArguments<C>) => ReturnType<RequestChannels[C]> | Promise<ReturnType<RequestChannels[C]>>,
  ): void;
  /** Tells the window; silently nothing while there is none. */
  push<C extends PushChannel>(channel: C, payload: PushChannels[C]): void;
}

/** @param currentWindow the app's window while it is open */
export function createWindowIpc(currentWindow: () => BrowserWindow | null): WindowIpc {
  return {
    handle(channel, answer) {
      ipcMain.handle(channel, (event, ...args: unknown[]) => {
        const trusted = isTrustedSender(event.senderFrame, currentWindow()?.webContents.mainFrame ?? null);
        return answerRequest(
          { channel, args, trusted },
          { schema: REQUEST_ARGUMENTS[channel], answer },
          (message, error) => {
            log.warn(message, error ?? '');
          },
        );
      });
    },
    push(channel, payload) {
      currentWindow()?.webContents.send(channel, payload);
    },
  };
}
