import { contextBridge, ipcRenderer, webUtils } from 'electron';

import { isPageChannel, isPushChannel } from '../channels';
import type { DartboardBridge, Outcome, RequestChannel, RequestChannels } from '../contract';

const bridge: DartboardBridge = {
  async request(channel, ...args) {
    if (!isPageChannel(channel)) return { ok: false, message: `There is no request "${String(channel)}".` };
    return ask(channel, args);
  },
  on(channel, listener) {
    if (!isPushChannel(channel)) return () => undefined;
    // The event stays here: its sender would hand Electron's own objects to the page.
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload);
    ipcRenderer.on(channel, forward);
    return () => void ipcRenderer.removeListener(channel, forward);
  },
  async dropDataset(file) {
    const path = pathOf(file);
    if (path === '') return { ok: false, message: 'What was dropped is not a folder on this computer.' };
    return ask('dataset:drop', [path]);
  },
};

contextBridge.exposeInMainWorld('dartboard', bridge satisfies DartboardBridge);

async function ask<C extends RequestChannel>(
  channel: C,
  args: readonly unknown[],
): Promise<Outcome<ReturnType<RequestChannels[C]>>> {
  try {
    return await ipcRenderer.invoke(channel, ...args);
  } catch (error) {
    return { ok: false, message: `The app could not be asked: ${error instanceof Error ? error.message : 'unknown'}` };
  }
}

/** Electron 22 puts the path on the file itself; newer ones ask `webUtils`. Empty when there is none. */
function pathOf(file: File): string {
  if (typeof webUtils?.getPathForFile === 'function') return webUtils.getPathForFile(file);
  return 'path' in file && typeof file.path === 'string' ? file.path : '';
}
