/** What the person chose; `system` follows the operating system. */
export type ThemeChoice = 'system' | 'light' | 'dark';
/** What is drawn. */
export type Theme = 'light' | 'dark';

const KEY = 'dartboard-theme';
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

/** The remembered choice; `system` when there is none or storage is closed. */
export function loadThemeChoice(): ThemeChoice {
  try {
    const saved = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === saved) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Remembers the choice where storage allows. */
export function saveThemeChoice(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The theme then lasts until the window closes.
  }
}

/** The choice that a click on the toggle leads to. */
export function nextThemeChoice(choice: ThemeChoice): ThemeChoice {
  return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? 'system';
}
