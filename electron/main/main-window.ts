import path from 'node:path';

import { BrowserWindow, app, nativeTheme, screen } from 'electron';

import { APP_URL } from './app-origin';
import { log } from './log';
import { LEAST_SIZE, fitBounds, loadWindowState, saveWindowState } from './window-state';

/** The page's own backgrounds (renderer/styles/tokens.css), so that the window never flashes in another colour. */
const BACKGROUND = { light: '#f6f6f8', dark: '#0e0f13' } as const;

/**
 * Opens the app's window: sandboxed, isolated, shown once there is something to see.
 *
 * @param bundle the folder of the built preload
 */
export function openMainWindow(bundle: string): BrowserWindow {
  const stateFile = path.join(app.getPath('userData'), 'window-state.json');
  const state = loadWindowState(stateFile);
  const window = new BrowserWindow({
    ...fitBounds(state, workAreas()),
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    title: 'Dartboard',
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload: path.join(bundle, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // A hidden window still has to follow its run.
      backgroundThrottling: false,
      devTools: !app.isPackaged,
    },
  });
  if (state?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    saveWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  followTheme(window);
  reloadAfterCrash(window);
  void window.loadURL(APP_URL).catch((error: unknown) => log.error('The window could not be loaded', error));
  return window;
}

/** The primary display's work area first. */
function workAreas(): Electron.Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)].map(({ workArea }) => workArea);
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}

function followTheme(window: BrowserWindow): void {
  const repaint = (): void => window.setBackgroundColor(background());
  nativeTheme.on('updated', repaint);
  window.once('closed', () => nativeTheme.off('updated', repaint));
}

/** The run lives in the trainer and its folder: a fresh page finds its way back to it. */
function reloadAfterCrash(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_gone, { reason }) => {
    log.error(`The window's process is gone: ${reason}`);
    if (reason !== 'clean-exit' && reason !== 'killed') window.webContents.reload();
  });
}
