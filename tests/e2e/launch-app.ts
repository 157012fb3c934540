import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { _electron, test as base, expect, type ElectronApplication, type Page } from '@playwright/test';

import { descendantsOf, isRunning } from './processes';

/** The packaged app with its --inspect fuse on; another build can be tested by naming it. */
export const EXECUTABLE =
  process.env['DARTBOARD_APP'] ?? path.resolve(import.meta.dirname, '../../out/test-build/dartboard');

/** The app as it runs for one test. */
export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Main's process, and its number. */
  readonly process: ChildProcess;
  readonly pid: number;
  /** Where this app keeps its runs. */
  readonly runs: string;
  /** A folder for the test's own files. */
  readonly files: string;
  /** What went wrong in the page; must stay empty. */
  readonly faults: string[];
}

/** Tests that get the packaged app in a fresh profile, and fail when its page reports a fault or a process is left over. */
export const test = base.extend<{ app: RunningApp }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names from the pattern.
  app: async ({}, use, testInfo) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-e2e-'));
    const app = await launchApp(folder);
    await use(app);
    if (testInfo.status !== testInfo.expectedStatus) await keepScreenshot(app, testInfo.outputPath('failure.png'));
    const processes = [app.pid, ...descendantsOf(app.pid)];
    await quit(app);
    await expect
      .poll(() => processes.filter(isRunning), { message: 'processes left over', timeout: 10_000 })
      .toEqual([]);
    // What the system has not yet written of a process that has ended may come in between.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    expect(app.faults).toEqual([]);
  },
});

export { expect };

/** How a test's app differs from the usual one. */
export interface LaunchOptions {
  /** A command that becomes the app. */
  readonly executable?: string;
  /** Files that a person opens the app with. */
  readonly files?: readonly string[];
}

/** Starts the packaged app with profile, runs and test files inside `folder`. */
export async function launchApp(
  folder: string,
  { executable = EXECUTABLE, files: opened = [] }: LaunchOptions = {},
): Promise<RunningApp> {
  if (!existsSync(EXECUTABLE)) throw new Error(`${EXECUTABLE} is not there: "npm test -- e2e" makes it.`);
  const [runs, files] = [path.join(folder, 'runs'), path.join(folder, 'files')];
  mkdirSync(files, { recursive: true });
  const electron = await _electron.launch({
    executablePath: executable,
    args: [`--user-data-dir=${path.join(folder, 'profile')}`, ...sandboxArguments(), ...opened],
    env: { ...definedEnvironment(), DARTBOARD_RUNS: runs },
    // Else Playwright tells the page that the system is light, whatever the app says.
    colorScheme: null,
  });
  const page = await electron.firstWindow();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('crash', () => faults.push('the page crashed'));
  // The question on quitting would wait for a person.
  await answerQuestions(electron, 0);
  // Nobody can choose anything before the window has drawn itself, and by then it listens to the menu.
  await page.getByTestId('nav-new').waitFor();
  // Playwright forgets the process once it is gone.
  const main = electron.process();
  return { electron, page, process: main, pid: main.pid ?? -1, runs, files, faults };
}

/** Makes the app's questions answer themselves with a button; the messages asked are collected in main. */
export async function answerQuestions(electron: ElectronApplication, button: number): Promise<void> {
  await electron.evaluate(({ dialog }, response) => {
    dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
  }, button);
}

/** Makes the folder dialog answer a path, or be cancelled. */
export async function answerFolderDialog(electron: ElectronApplication, place: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
  }, place);
}

/** Makes the save dialog answer a path. */
export async function answerSaveDialog(electron: ElectronApplication, file: string): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}

/** Closes the app as a person does, by its window; waits until it is gone. */
export async function quit(app: RunningApp): Promise<void> {
  if (app.process.exitCode !== null || app.process.signalCode !== null) return;
  const gone = once(app.process, 'exit');
  // The answer may be cut off by the end of the process.
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined);
  await gone;
}

async function keepScreenshot(app: RunningApp, file: string): Promise<void> {
  await app.page.screenshot({ path: file }).catch(() => undefined);
}

/** What Chromium's sandbox needs on this machine: `npm test` has found out, and root cannot have it at all. */
function sandboxArguments(): string[] {
  const told = process.env['DARTBOARD_APP_ARGS'];
  if (told !== undefined) return told.split(' ').filter(Boolean);
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
