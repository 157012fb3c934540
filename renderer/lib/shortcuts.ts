import type { MenuCommand } from '../../electron/contract';

/** A key with what is held down; `ctrl` is the command key on a Mac. */
export interface Shortcut {
  readonly key: string;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
}

/** What the window can do at any time: the menu's commands and the screens that the menu does not name. */
export type CommandName = MenuCommand | 'show-genotypes' | 'show-retrain' | 'open-logs' | 'copy-diagnostics';

/** The keys of the commands; those of the menu are the menu's own (electron/main/menu.ts). */
export const SHORTCUTS: Readonly<Partial<Record<CommandName, Shortcut>>> = {
  'command-palette': { key: 'k', ctrl: true },
  'keyboard-shortcuts': { key: '/', ctrl: true },
  'new-search': { key: 'n', ctrl: true },
  'open-dataset': { key: 'o', ctrl: true },
  'open-genotype': { key: 'o', ctrl: true, shift: true },
  'save-genotype': { key: 's', ctrl: true },
  'export-report': { key: 'e', ctrl: true },
  'start-search': { key: 'Enter', ctrl: true },
  'pause-or-resume': { key: 'p', ctrl: true },
  'stop-search': { key: '.', ctrl: true },
  'show-run': { key: '1', ctrl: true },
  'show-runs': { key: '2', ctrl: true },
  'compare-runs': { key: '3', ctrl: true },
  'show-genotypes': { key: '4', ctrl: true },
  'show-retrain': { key: '5', ctrl: true },
  learn: { key: '6', ctrl: true },
  'next-theme': { key: 'l', ctrl: true, shift: true },
  settings: { key: ',', ctrl: true },
};

/** Keys that work in one place only, for the list of shortcuts. */
export const LOCAL_KEYS: readonly { readonly keys: string; readonly words: string }[] = [
  { keys: 'Tab, Shift Tab', words: 'To the next or the last control' },
  { keys: '← → Home End', words: 'Walk through a chart, the timeline or a heat map' },
  { keys: '↑ ↓', words: 'Walk through a menu or the command palette' },
  { keys: 'Esc', words: 'Close what lies over the screen' },
];

/** A shortcut as it is printed on keys. */
export function shortcutWords({ key, ctrl, shift }: Shortcut, mac: boolean): string {
  const parts = [ctrl === true ? (mac ? '⌘' : 'Ctrl') : '', shift === true ? (mac ? '⇧' : 'Shift') : ''];
  return [...parts, key.length === 1 ? key.toUpperCase() : key].filter(Boolean).join(mac ? '' : '+');
}

/** The command whose keys were pressed; null when there is none. */
export function commandOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): CommandName | null {
  if (event.altKey) return null;
  const entry = Object.entries(SHORTCUTS).find(
    ([, { key, ctrl = false, shift = false }]) =>
      key.toLowerCase() === event.key.toLowerCase() &&
      ctrl === (event.ctrlKey || event.metaKey) &&
      shift === event.shiftKey,
  );
  return entry === undefined ? null : toName(entry[0]);
}

function toName(name: string): CommandName | null {
  return isCommandName(name) ? name : null;
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(SHORTCUTS, name);
}
