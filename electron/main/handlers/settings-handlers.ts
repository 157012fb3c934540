import type { WindowIpc } from '../ipc-main';
import type { Settings } from '../settings';

/** What a person chooses for the app itself. */
export function handleSettings(ipc: WindowIpc, settings: Settings): void {
  ipc.handle('settings:get', () => settings.value);
  ipc.handle('settings:set', (change) => settings.change(change));
}
