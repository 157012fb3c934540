import { describe, expect, it } from 'vitest';

import { commandOf, SHORTCUTS, shortcutWords } from '../../../renderer/lib/shortcuts';

const NO_KEYS = { key: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('the shortcuts', () => {
  it('know a command by its keys, with the command key of a Mac as well', () => {
    expect(commandOf({ ...NO_KEYS, key: 'k', ctrlKey: true })).toBe('command-palette');
    expect(commandOf({ ...NO_KEYS, key: 'K', metaKey: true })).toBe('command-palette');
    expect(commandOf({ ...NO_KEYS, key: 'O', ctrlKey: true, shiftKey: true })).toBe('open-genotype');
    expect(commandOf({ ...NO_KEYS, key: 'o', ctrlKey: true })).toBe('open-dataset');
  });

  it('leave typing alone', () => {
    for (const key of ['k', 'o', '/', '1', 'Enter']) expect(commandOf({ ...NO_KEYS, key })).toBeNull();
    expect(commandOf({ ...NO_KEYS, key: 'k', ctrlKey: true, altKey: true })).toBeNull();
  });

  it('are different for every command', () => {
    const words = Object.values(SHORTCUTS).map((shortcut) => shortcutWords(shortcut, false));
    expect(new Set(words).size).toBe(words.length);
  });

  it('are printed as on the keyboard', () => {
    expect(shortcutWords({ key: 'l', ctrl: true, shift: true }, false)).toBe('Ctrl+Shift+L');
    expect(shortcutWords({ key: 'l', ctrl: true, shift: true }, true)).toBe('⌘⇧L');
  });
});
