import type { BrowserWindow } from 'electron';

import { EXPORT_KINDS, exportFileName } from '../export-name';
import type { WindowIpc } from '../ipc-main';
import { printSvg } from '../print-svg';
import { askSavePath, saveFile } from '../save-file';

/** Saving what the window has drawn or tabulated. */
export function handleExports(ipc: WindowIpc, currentWindow: () => BrowserWindow | null): void {
  ipc.handle('export:save', async ({ suggestedName, kind, data }) => {
    const file = await askSavePath(currentWindow(), {
      title: 'Export',
      name: exportFileName(suggestedName, kind),
      kind: { name: EXPORT_KINDS[kind], extensions: [kind] },
    });
    if (file === null) return null;
    await saveFile(file, kind === 'pdf' && typeof data === 'string' ? await printSvg(data) : data);
    return file;
  });
}
