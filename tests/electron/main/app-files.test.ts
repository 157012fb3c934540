import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { CONTENT_SECURITY_POLICY, readAppFile, resolveAppFile } from '../../../electron/main/app-files';

const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-app-files-'));
const root = path.join(folder, 'renderer');
mkdirSync(path.join(root, 'assets'), { recursive: true });
writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
writeFileSync(path.join(root, 'assets', 'main.js'), '1;');
writeFileSync(path.join(folder, 'secret.html'), 'secret');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('names files of the built window', () => {
  expect(resolveAppFile(root, 'dartboard://app/index.html')).toBe(path.join(root, 'index.html'));
  expect(resolveAppFile(root, 'dartboard://app/assets/main.js?v=1#top')).toBe(path.join(root, 'assets', 'main.js'));
});

test.each([
  'dartboard://app/../secret.html',
  'dartboard://app/%2e%2e/secret.html',
  'dartboard://app/..%2fsecret.html',
  'dartboard://app/assets/..%2f..%2fsecret.html',
  'dartboard://app/..%5csecret.html',
  'dartboard://app/index.html%00.png',
  'dartboard://app/%ff.html',
  'dartboard://app/%',
  'dartboard://app//etc/passwd',
  'dartboard://app/',
  'dartboard://app',
  'dartboard://other/index.html',
  'dartboard:index.html',
  'file:///etc/passwd',
  'https://app/index.html',
  'dartboard://app/package.json',
  'not a url',
])('%s leads nowhere outside', (url) => {
  const file = resolveAppFile(root, url);
  if (file !== null) expect(path.relative(root, file)).not.toMatch(/^\.\.|^\//);
  expect(file).not.toBe(path.join(folder, 'secret.html'));
});

test('no address whatever names a file outside the folder', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2E%2E',
      '%2f',
      '%5c',
      '%00',
      '%25',
      '//',
      'secret.html',
      'assets',
      'C:',
    ),
    fc.string({ maxLength: 6 }),
  );
  const address = fc.array(piece, { maxLength: 12 }).map((pieces) => `dartboard://app/${pieces.join('')}`);
  fc.assert(
    fc.property(address, (url) => {
      const file = resolveAppFile(root, url);
      return file === null || file.startsWith(root + path.sep);
    }),
    { numRuns: 2_000 },
  );
});

test('a file comes with its type and the headers that confine the page', async () => {
  const { status, headers, body } = await readAppFile(root, 'dartboard://app/index.html');
  expect({ status, text: body.toString() }).toEqual({ status: 200, text: '<!doctype html>' });
  expect(headers).toMatchObject({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
  });
});

test('what is not there or not allowed is not found, with the same headers', async () => {
  for (const url of ['dartboard://app/absent.js', 'dartboard://app/..%2fsecret.html', 'dartboard://app/assets.js']) {
    const { status, headers, body } = await readAppFile(root, url);
    expect({ status, text: body.toString() }).toEqual({ status: 404, text: 'Not found' });
    expect(headers['Content-Security-Policy']).toBe(CONTENT_SECURITY_POLICY);
  }
});

test('the policy allows no inline script, no evaluation, no frame and no network', () => {
  expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
  expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self'");
  expect(CONTENT_SECURITY_POLICY).toContain("connect-src 'none'");
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-|\*|https?:/);
});
