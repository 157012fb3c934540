import { ipcMain, type BrowserWindow } from 'electron';
import type { GenericSchema } from 'valibot';

import type { PushChannel, PushChannels, RequestChannel, RequestChannels } from '../contract';
import { answerRequest } from './answer-request';
import { log } from './log';
import { isTrustedSender } from './trusted-sender';

/** How main talks with the window: the only user of Electron's ipcMain. */
export interface WindowIpc {
  /** Answers a channel; `schema` checks the arguments before `answer` sees them. */
  handle<C extends RequestChannel, Args extends Parameters<RequestChannels[C]>>(
    channel: C,
    schema: GenericSchema<unknown, Args>,
    answer: (...args: Args) => ReturnType<RequestChannels[C]> | Promise<ReturnType<RequestChannels[C]>>,
  ): void;
  /** Tells the window; silently nothing while there is none. */
  push<C extends PushChannel>(channel: C, payload: PushChannels[C]): void;
}

/** @param currentWindow the app's window while it is open */
export function createWindowIpc(currentWindow: () => BrowserWindow | null): WindowIpc {
  return {
    handle(channel, schema, answer) {
      ipcMain.handle(channel, (event, ...args: unknown[]) => {
        const trusted = isTrustedSender(event.senderFrame, currentWindow()?.webContents.mainFrame ?? null);
        return answerRequest({ channel, args, trusted }, { schema, answer }, (message, error) => {
          log.warn(message, error ?? '');
        });
      });
    },
    push(channel, payload) {
      currentWindow()?.webContents.send(channel, payload);
    },
  };
}
