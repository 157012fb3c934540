import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';
import * as v from 'valibot';

import { AppSettingsSchema, SettingsChangeSchema } from '../../../electron/main/app-settings';
import { Profile } from '../../../electron/main/profile-file';
import { temporaryFolder } from '../../temporary-folder';

const DEFAULTS = v.parse(AppSettingsSchema, {});

test('what is set is there at the next start', () => {
  const { file, open } = profile();
  open().set({ ...DEFAULTS, theme: 'dark' });
  expect(open().value).toEqual({ ...DEFAULTS, theme: 'dark' });
  expect(existsSync(`${file}.tmp`)).toBe(false);
});

test.each([
  ['an empty file', ''],
  ['half a file', '{"theme": "da'],
  ['a text', '"dark"'],
  ['null', 'null'],
  ['zeros', '\0\0\0\0\0\0'],
])('%s counts as no settings, and the app starts with its defaults', (_what, content) => {
  const { file, told, open } = profile();
  writeFileSync(file, content);
  expect(open().value).toEqual(DEFAULTS);
  expect(told).toEqual([expect.stringContaining(file)]);
});

test('an array has no settings, either', () => {
  const { file, open } = profile();
  writeFileSync(file, '[1, 2, 3]');
  expect(open().value).toEqual(DEFAULTS);
});

test('a setting that makes no sense takes its default, the others stay, unknown ones are dropped', () => {
  const { file, open } = profile();
  const written = { theme: 'mauve', notify: 'yes', keepAwake: false, __proto__: null, constructor: 1, future: true };
  writeFileSync(file, JSON.stringify(written));
  expect(open().value).toEqual({ ...DEFAULTS, keepAwake: false });
});

test('a profile that cannot be written forgets, and nothing fails', () => {
  const { file, open } = profile();
  mkdirSync(file);
  const settings = open();
  settings.set({ ...DEFAULTS, theme: 'light' });
  expect(settings.value.theme).toBe('light');
  expect(open().value).toEqual(DEFAULTS);
});

test('what the window asks to change is taken at its word or refused', () => {
  expect(v.safeParse(SettingsChangeSchema, { theme: 'dark' }).success).toBe(true);
  expect(v.safeParse(SettingsChangeSchema, { theme: 'mauve' }).success).toBe(false);
  expect(v.safeParse(SettingsChangeSchema, { notify: 1 }).success).toBe(false);
  expect(v.safeParse(SettingsChangeSchema, { runsFolder: '/etc' }).success).toBe(false);
});

test('the file is written so that a person can read it', () => {
  const { file, open } = profile();
  open().set(DEFAULTS);
  expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {2}"theme": "system",\n/);
});

function profile() {
  const folder = temporaryFolder();
  const told: string[] = [];
  const open = () =>
    new Profile(folder, (message) => told.push(message)).open('settings.json', AppSettingsSchema, DEFAULTS);
  return { file: path.join(folder, 'settings.json'), told, open };
}
