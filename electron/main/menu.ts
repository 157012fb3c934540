import { Menu, app, shell, type MenuItemConstructorOptions } from 'electron';

import { runsFolder } from '../../src-core/runs/runs-folder';
import type { MenuCommand, RecentDataset } from '../contract';

/** What the menu's own entries do. */
export interface MenuActions {
  /** Asks the window, whose buttons do the same. */
  readonly command: (command: MenuCommand) => void;
  readonly openRecent: (recent: RecentDataset) => void;
  readonly clearRecent: () => void;
  readonly openLogs: () => void;
  readonly copyDiagnostics: () => void;
  readonly about: () => void;
}

/**
 * Installs the app's menu.
 *
 * @param recent folders opened before, the latest first
 */
export function installMenu(actions: MenuActions, recent: readonly RecentDataset[]): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      fileMenu(actions, recent),
      { role: 'editMenu' },
      viewMenu(actions),
      runMenu(actions),
      { role: 'windowMenu' },
      helpMenu(actions),
    ]),
  );
}

function fileMenu(
  { command, openRecent, clearRecent }: MenuActions,
  recent: readonly RecentDataset[],
): MenuItemConstructorOptions {
  const folders: MenuItemConstructorOptions[] = recent.map((folder) => ({
    label: escapeLabel(folder.location),
    click: () => openRecent(folder),
  }));
  return {
    label: '&File',
    submenu: [
      { label: '&New Search', accelerator: 'CmdOrCtrl+N', click: () => command('new-search') },
      { label: '&Open Data Set…', accelerator: 'CmdOrCtrl+O', click: () => command('open-dataset') },
      {
        label: 'Open &Recent',
        enabled: folders.length > 0,
        submenu: [...folders, { type: 'separator' }, { label: 'Clear List', click: clearRecent }],
      },
      { label: 'Open &Genotype…', accelerator: 'CmdOrCtrl+Shift+O', click: () => command('open-genotype') },
      { type: 'separator' },
      { label: '&Save Genotype…', accelerator: 'CmdOrCtrl+S', click: () => command('save-genotype') },
      { label: '&Export Report…', accelerator: 'CmdOrCtrl+E', click: () => command('export-report') },
      { type: 'separator' },
      { label: 'Show Runs &Folder', click: () => shell.showItemInFolder(runsFolder()) },
      { label: 'Se&ttings', accelerator: 'CmdOrCtrl+,', click: () => command('settings') },
      { type: 'separator' },
      { role: process.platform === 'darwin' ? 'close' : 'quit' },
    ],
  };
}

function viewMenu({ command }: MenuActions): MenuItemConstructorOptions {
  const developer: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }];
  return {
    label: '&View',
    submenu: [
      { label: 'Command &Palette…', accelerator: 'CmdOrCtrl+K', click: () => command('command-palette') },
      { type: 'separator' },
      { label: 'Current R&un', accelerator: 'CmdOrCtrl+1', click: () => command('show-run') },
      { label: 'All &Runs', accelerator: 'CmdOrCtrl+2', click: () => command('show-runs') },
      { label: '&Compare Runs', accelerator: 'CmdOrCtrl+3', click: () => command('compare-runs') },
      { label: '&Learn', accelerator: 'CmdOrCtrl+6', click: () => command('learn') },
      { type: 'separator' },
      { label: 'Next &Theme', accelerator: 'CmdOrCtrl+Shift+L', click: () => command('next-theme') },
      ...developer,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  };
}

function runMenu({ command }: MenuActions): MenuItemConstructorOptions {
  return {
    label: '&Run',
    submenu: [
      { label: '&Start Search', accelerator: 'CmdOrCtrl+Return', click: () => command('start-search') },
      { label: '&Pause or Resume', accelerator: 'CmdOrCtrl+P', click: () => command('pause-or-resume') },
      { label: 'S&top', accelerator: 'CmdOrCtrl+.', click: () => command('stop-search') },
    ],
  };
}

function helpMenu({ command, openLogs, copyDiagnostics, about }: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'help',
    submenu: [
      { label: 'Take the &Tour', click: () => command('tour') },
      { label: '&Keyboard Shortcuts', accelerator: 'CmdOrCtrl+/', click: () => command('keyboard-shortcuts') },
      { type: 'separator' },
      { label: 'Show &Logs', click: openLogs },
      { label: 'Copy &Diagnostics', click: copyDiagnostics },
      { type: 'separator' },
      { label: '&About Dartboard', click: about },
    ],
  };
}

/** A folder's name is no mnemonic, and a long one would make the menu wider than the screen. */
function escapeLabel(location: string): string {
  const short = location.length > 80 ? `…${location.slice(-79)}` : location;
  return short.replaceAll('&', '&&');
}
