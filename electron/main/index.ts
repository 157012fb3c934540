import path from 'node:path';

import { app, session, type BrowserWindow } from 'electron';

import { messageOf } from '../../src-core/user-error';
import { showAboutBox } from './about-box';
import { declareAppScheme, serveApp } from './app-protocol';
import { Closing } from './closing';
import { DatasetTokens } from './dataset-tokens';
import { Measurements, RetrainWorkloadSchema, SearchWorkloadSchema } from './device/measurements';
import { RunMeasurer } from './device/run-measurer';
import { StepMeasurer } from './device/step-measurer';
import { UsageMeter } from './device/usage-meter';
import { copyDiagnostics, handleApp, openLogs } from './handlers/app-handlers';
import { handleDatasets, reopenDataset, type DatasetServices } from './handlers/dataset-handlers';
import { handleDevice } from './handlers/device-handlers';
import { handleExports } from './handlers/export-handlers';
import { handleGenotypes } from './handlers/genotype-handlers';
import { handleRetraining, startRetraining } from './handlers/retrain-handlers';
import { handleRuns } from './handlers/runs-handlers';
import { handleSearch } from './handlers/search-handlers';
import { handleSettings } from './handlers/settings-handlers';
import { createWindowIpc } from './ipc-main';
import { log } from './log';
import { openMainWindow } from './main-window';
import { installMenu, type MenuActions } from './menu';
import { OpenedFiles, fileToOpen } from './opened-file';
import { Profile } from './profile-file';
import { HandedParts } from './reading/handed-parts';
import { RecentDatasets } from './recent-datasets';
import { RetrainSeries } from './retrain-series';
import { RunCompanions } from './run-companions';
import { Settings } from './settings';
import { TrainerLog } from './trainer/trainer-log';
import { locateTrainer } from './trainer/trainer-location';
import { TrainerSupervisor } from './trainer/trainer-supervisor';
import { UnfinishedRun } from './unfinished-run';
import { guardSession, guardWebContents } from './web-guards';

/** The folder of this bundle; the preload lies in it, the window's and the trainer's bundles beside it. */
const BUNDLE = __dirname;

let mainWindow: BrowserWindow | null = null;
const currentWindow = (): BrowserWindow | null => mainWindow;

const ipc = createWindowIpc(currentWindow);
const opened = new OpenedFiles({
  onGenotype: (genotype) => ipc.push('genotype:opened', genotype),
  onProblem: (sentence) => ipc.push('app:message', sentence),
});

function main(): void {
  setupFaultLog();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  declareAppScheme();
  guardWebContents();
  openFile(process.argv, process.cwd());
  // macOS tells of files this way, also before the app is ready.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    opened.open(file);
  });
  void app.whenReady().then(onReady);
}

function onReady(): void {
  log.info(`Dartboard ${app.getVersion()} on Electron ${process.versions.electron}, process ${process.pid}`);
  guardSession(session.defaultSession);
  serveApp(path.join(BUNDLE, '..', 'renderer'));

  const profile = new Profile(app.getPath('userData'), (message, error) => log.warn(message, error));
  const place = { packaged: app.isPackaged, bundle: BUNDLE, resources: process.resourcesPath };
  const commandLine = locateTrainer(place, process.env);
  const searches = new Measurements(profile, 'measurements.json', SearchWorkloadSchema);
  const retrainings = new Measurements(profile, 'retrain-measurements.json', RetrainWorkloadSchema);
  const unfinished = new UnfinishedRun(profile);
  const tokens = new DatasetTokens();
  const trainerLog = new TrainerLog((lines) => ipc.push('trainer:log', lines));
  const onLog = (level: 'info' | 'warn' | 'error', line: string): void => {
    log[level](line);
    trainerLog.add(level, line);
  };

  const settings = new Settings(profile, (value) => {
    companions.update();
    ipc.push('settings:changed', value);
  });
  const supervisor: TrainerSupervisor = new TrainerSupervisor(commandLine, {
    onState: (state) => ipc.push('trainer:state', state),
    onRecords: (id, records) => ipc.push('run:records', { id, records }),
    onTold: (id, records) => {
      companions.follow(id, records);
      series.follow(id, records);
      void measurer.follow(records);
    },
    onTrouble: (trouble) => {
      companions.followTrouble(trouble);
      ipc.push('run:trouble', trouble);
    },
    onReopened: (id) => ipc.push('run:reopened', { id }),
    onLog,
  });
  const measurer = new RunMeasurer(supervisor, searches, retrainings);
  const stepMeasurer = new StepMeasurer(commandLine, () => supervisor.liveRun !== null, onLog);
  const series: RetrainSeries = new RetrainSeries(profile, {
    start: (run) => startRetraining({ supervisor, measurer: stepMeasurer }, run),
    onChange: (waiting, started) => ipc.push('series:changed', { waiting, started }),
    onProblem: (sentence) => ipc.push('app:message', sentence),
  });
  const closing = new Closing(supervisor, settings, () => unfinished.keep());
  const show = (): void => showWindow(() => companions.windowBack(supervisor.liveRun !== null));
  const companions: RunCompanions = new RunCompanions({
    currentWindow,
    settings,
    unfinished,
    trayIcon: app.isPackaged
      ? path.join(process.resourcesPath, 'dartboard.png')
      : path.join(BUNDLE, '../../build/icons/dartboard.png'),
    actions: {
      show,
      pause: () => void supervisor.pause().catch(tell),
      resume: () => void supervisor.resume().catch(tell),
      quit: () => void closing.closeNow(),
    },
  });
  void supervisor.ensureTrainer();

  const recent: RecentDatasets = new RecentDatasets(profile, () => installMenu(menuActions, recent.list));
  const datasets: DatasetServices = { currentWindow, supervisor, tokens, recent };
  const about = { supervisor, settings, trainerLog };
  handleApp(ipc, about);
  handleSettings(ipc, settings);
  handleDevice(ipc, new UsageMeter(() => supervisor.pid), trainerLog);
  handleDatasets(ipc, datasets);
  const handed = new HandedParts();
  handleSearch(ipc, { supervisor, tokens, measurements: searches, measurer: stepMeasurer, handed });
  handleRetraining(ipc, { supervisor, tokens, measurements: retrainings, measurer: stepMeasurer, series, handed });
  handleRuns(ipc, { supervisor, unfinished, handed });
  handleGenotypes(ipc, { opened, currentWindow });
  handleExports(ipc, currentWindow);

  const menuActions: MenuActions = {
    command: (command) => ipc.push('menu:command', command),
    openRecent: ({ id }) => {
      reopenDataset(id, datasets).then((choice) => ipc.push('dataset:opened', choice), tell);
    },
    clearRecent: () => recent.clear(),
    openLogs: () => void openLogs().catch(tell),
    copyDiagnostics: () => void copyDiagnostics(about),
    about: () => {
      if (mainWindow !== null) void showAboutBox(mainWindow, supervisor.state);
    },
  };
  installMenu(menuActions, recent.list);

  app.on('window-all-closed', () => void closing.closeNow());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void closing.closeNow());
  app.on('second-instance', (_second, commandLineOfSecond, workingFolder) => {
    openFile(commandLineOfSecond, workingFolder);
    show();
  });
  setupWindow(closing);
}

function openFile(commandLine: readonly string[], workingFolder: string): void {
  const file = fileToOpen(commandLine, workingFolder);
  if (file !== null) opened.open(file);
}

function setupWindow(closing: Closing): void {
  const window = openMainWindow(BUNDLE);
  mainWindow = window;
  closing.watchWindow(window);
  window.once('closed', () => {
    mainWindow = null;
  });
}

function showWindow(shown: () => void): void {
  if (mainWindow === null) return;
  if (mainWindow.isMinimized()) mainWindow.restore();
  mainWindow.show();
  mainWindow.focus();
  shown();
}

/** For failures of what was asked for outside the page. */
function tell(error: unknown): void {
  ipc.push('app:message', messageOf(error));
}

/** A fault of ours is logged and the app lives on: a running search must not die of it. */
function setupFaultLog(): void {
  process.on('uncaughtException', (error) => log.error('Uncaught exception', error));
  process.on('unhandledRejection', (reason) => log.error('Unhandled rejection', reason));
}

main();
