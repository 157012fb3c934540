import type { Device } from '../../src-core/runs/run-info';

/** How every request ends: with its value, or with the one sentence to show. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Versions and places, for the About box. */
export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly chrome: string;
  readonly node: string;
  /** Node's names: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** What TensorFlow computes on, with its version; null until the trainer has told. */
  readonly device: Device | null;
  readonly runsFolder: string;
  readonly logsFolder: string;
}

/** What a person has chosen for the app itself; kept in the profile. */
export interface AppSettings {
  readonly theme: 'system' | 'light' | 'dark';
  /** What closing the window does while a search runs. */
  readonly onClose: 'ask' | 'tray' | 'quit';
  /** A system notification when a run ends or fails. */
  readonly notify: boolean;
  /** Keep the system from suspending while a run computes. */
  readonly keepAwake: boolean;
  /** The first-run tour was seen or declined. */
  readonly tourSeen: boolean;
}

/**
 * What the menu and its shortcuts ask of the window, and the names that a command palette lists. The window does the same
 * for its own buttons.
 */
export type MenuCommand =
  | 'open-dataset'
  | 'open-genotype'
  | 'save-genotype'
  | 'export-report'
  | 'new-search'
  | 'show-run'
  | 'show-runs'
  | 'compare-runs'
  | 'learn'
  | 'settings'
  | 'start-search'
  | 'pause-or-resume'
  | 'stop-search'
  | 'command-palette'
  | 'next-theme'
  | 'keyboard-shortcuts'
  | 'tour'
  | 'about';
