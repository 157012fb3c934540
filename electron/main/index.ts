import path from 'node:path';

import { app, session, type BrowserWindow } from 'electron';

import { showAboutBox } from './about-box';
import { declareAppScheme, serveApp } from './app-protocol';
import { Closing } from './closing';
import { DatasetTokens } from './dataset-tokens';
import { handleApp } from './handlers/app-handlers';
import { handleDatasets } from './handlers/dataset-handlers';
import { handleGenotypes } from './handlers/genotype-handlers';
import { handleRuns } from './handlers/runs-handlers';
import { handleSearch } from './handlers/search-handlers';
import { createWindowIpc, type WindowIpc } from './ipc-main';
import { KeepAwake } from './keep-awake';
import { log } from './log';
import { openMainWindow } from './main-window';
import { installMenu } from './menu';
import { locateTrainer } from './trainer/trainer-location';
import { TrainerSupervisor } from './trainer/trainer-supervisor';
import { guardSession, guardWebContents } from './web-guards';

/** The folder of this bundle; the preload lies in it, the window's and the trainer's bundles beside it. */
const BUNDLE = __dirname;

let mainWindow: BrowserWindow | null = null;

function main(): void {
  setupFaultLog();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  declareAppScheme();
  guardWebContents();
  app.on('second-instance', showWindow);
  void app.whenReady().then(onReady);
}

function onReady(): void {
  log.info(`Dartboard ${app.getVersion()} on Electron ${process.versions.electron}, process ${process.pid}`);
  guardSession(session.defaultSession);
  serveApp(path.join(BUNDLE, '..', 'renderer'));
  const ipc = createWindowIpc(() => mainWindow);
  const supervisor = setupTrainer(ipc);
  setupHandlers(ipc, supervisor);
  const closing = setupQuit(supervisor);
  installMenu({
    command: (command) => ipc.push('menu:command', command),
    about: () => {
      if (mainWindow !== null) void showAboutBox(mainWindow, supervisor.state);
    },
  });
  setupWindow(closing);
}

function setupTrainer(ipc: WindowIpc): TrainerSupervisor {
  const keepAwake = new KeepAwake();
  const place = { packaged: app.isPackaged, bundle: BUNDLE, resources: process.resourcesPath };
  const supervisor = new TrainerSupervisor(locateTrainer(place, process.env), {
    onState: (state) => ipc.push('trainer:state', state),
    onRecords: (id, records) => {
      keepAwake.follow(records);
      ipc.push('run:records', { id, records });
    },
    onLog: (level, line) => log[level](line),
  });
  void supervisor.ensureTrainer();
  return supervisor;
}

function setupHandlers(ipc: WindowIpc, supervisor: TrainerSupervisor): void {
  const tokens = new DatasetTokens();
  const currentWindow = (): BrowserWindow | null => mainWindow;
  handleApp(ipc, supervisor);
  handleDatasets(ipc, { currentWindow, supervisor, tokens });
  handleSearch(ipc, supervisor, tokens);
  handleRuns(ipc, supervisor);
  handleGenotypes(ipc, supervisor, currentWindow);
}

function setupQuit(supervisor: TrainerSupervisor): Closing {
  const closing = new Closing(supervisor);
  app.on('window-all-closed', () => void closing.closeNow());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void closing.closeNow());
  return closing;
}

function setupWindow(closing: Closing): void {
  const window = openMainWindow(BUNDLE);
  mainWindow = window;
  closing.watchWindow(window);
  window.once('closed', () => {
    mainWindow = null;
  });
}

function showWindow(): void {
  if (mainWindow === null) return;
  if (mainWindow.isMinimized()) mainWindow.restore();
  mainWindow.show();
  mainWindow.focus();
}

/** A fault of ours is logged and the app lives on: a running search must not die of it. */
function setupFaultLog(): void {
  process.on('uncaughtException', (error) => log.error('Uncaught exception', error));
  process.on('unhandledRejection', (reason) => log.error('Unhandled rejection', reason));
}

main();
