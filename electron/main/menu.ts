import { Menu, app, shell, type MenuItemConstructorOptions } from 'electron';

import { runsFolder } from '../../src-core/runs/runs-folder';
import type { MenuCommand } from '../contract';
import { log } from './log';

/** What the menu's own entries do. */
export interface MenuActions {
  /** Asks the window, whose buttons do the same. */
  readonly command: (command: MenuCommand) => void;
  readonly about: () => void;
}

/** Installs the app's menu. */
export function installMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      fileMenu(actions),
      { role: 'editMenu' },
      viewMenu(),
      { role: 'windowMenu' },
      helpMenu(actions),
    ]),
  );
}

function fileMenu({ command }: MenuActions): MenuItemConstructorOptions {
  return {
    label: '&File',
    submenu: [
      { label: '&Open Data Set…', accelerator: 'CmdOrCtrl+O', click: () => command('open-dataset') },
      { label: '&Save Genotype…', accelerator: 'CmdOrCtrl+S', click: () => command('save-genotype') },
      { type: 'separator' },
      { label: 'Show &Runs Folder', click: () => reveal(runsFolder()) },
      { type: 'separator' },
      { role: process.platform === 'darwin' ? 'close' : 'quit' },
    ],
  };
}

function viewMenu(): MenuItemConstructorOptions {
  const developer: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }];
  return {
    label: '&View',
    submenu: [
      ...developer,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  };
}

function helpMenu({ about }: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'help',
    submenu: [
      { label: 'Show &Logs', click: () => reveal(log.transports.file.getFile().path) },
      { type: 'separator' },
      { label: '&About Dartboard', click: about },
    ],
  };
}

function reveal(place: string): void {
  shell.showItemInFolder(place);
}
