import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isPageChannel, isPushChannel } from '../../electron/channels';

test('the page may ask on the channels of the contract', () => {
  expect(isPageChannel('search:start')).toBe(true);
  expect(isPageChannel('runs:open')).toBe(true);
  expect(isPushChannel('run:records')).toBe(true);
});

test('the page may not hand main a path: only the preload drops folders', () => {
  expect(isPageChannel('dataset:drop')).toBe(false);
});

test.each([
  '',
  'nope',
  'toString',
  '__proto__',
  'constructor',
  'ELECTRON_BROWSER_REQUIRE',
  null,
  undefined,
  7,
  {},
  ['app:info'],
])('%j is no channel', (channel) => {
  expect(isPageChannel(channel)).toBe(false);
  expect(isPushChannel(channel)).toBe(false);
});

test('pushes cannot be asked for, requests cannot be listened to', () => {
  expect(isPageChannel('run:records')).toBe(false);
  expect(isPushChannel('app:info')).toBe(false);
});

test('no other string is a channel', () => {
  fc.assert(fc.property(fc.string(), (name) => !isPageChannel(name) && !isPushChannel(name)));
});
