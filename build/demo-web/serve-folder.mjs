import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

import { say } from '../lib/progress.mjs';
import { StepFailure } from '../lib/step-failure.mjs';

/** @type {Readonly<Record<string, string>>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

/**
 * Serves the files of a folder to this machine only, until the process is ended.
 *
 * @param {string} folder
 * @param {number} port 0 takes a free one
 * @returns {Promise<import('node:http').Server>} listening
 * @throws {StepFailure} when the port is taken
 */
export function serveFolder(folder, port) {
  const server = createServer((request, response) => {
    const file = findFile(folder, request.url ?? '/');
    if (file === null) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      reject(
        new StepFailure(`The page cannot be served at port ${port}: ${error.message}. Choose another with --port.`),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const at = typeof address === 'object' && address !== null ? address.port : port;
      say(`It is served at http://127.0.0.1:${at}/ until this is ended (Ctrl+C).`);
      resolve(server);
    });
  });
}

/**
 * @param {string} folder
 * @param {string} url
 * @returns {string | null} a file inside the folder
 */
function findFile(folder, url) {
  try {
    const wanted = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = path.join(folder, wanted.endsWith('/') ? `${wanted}index.html` : wanted);
    if (file !== folder && !file.startsWith(folder + path.sep)) return null;
    return statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}
