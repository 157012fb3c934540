import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { serveFolder } from '../../../build/demo-web/serve-folder.mjs';

let folder = '';
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dartboard-serve-'));
  mkdirSync(path.join(folder, 'page'));
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(folder, 'page/index.html'), '<p>page</p>');
  server = await serveFolder(path.join(folder, 'page'), 0);
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** `fetch` would tidy the path before it asks. */
async function get(target: string): Promise<number | undefined> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  const asked = request({ port: address.port, path: target }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

it('serves the page', async () => {
  expect(await get('/')).toBe(200);
  expect(await get('/index.html?theme=dark')).toBe(200);
  expect(await get('/nothing.js')).toBe(404);
});

it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%00', '/%'])(
  'serves nothing outside: %s',
  async (target) => {
    expect(await get(target)).toBe(404);
  },
);
