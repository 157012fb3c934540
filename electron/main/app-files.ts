import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { isAppUrl } from './app-origin';

/** An answer of the app's own scheme. */
export interface AppResponse {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the page may do: run our own scripts and styles, show our own and inlined images, reach nothing else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * The file that a URL of the app's scheme names.
 *
 * @param root the folder of the built window; nothing outside it is ever named
 * @returns null for another scheme or host, a path that leaves the folder, and a kind of file the window does not use
 */
export function resolveAppFile(root: string, url: string): string | null {
  if (!isAppUrl(url)) return null;
  const name = decode(new URL(url).pathname);
  if (name === null || name.includes('\0') || name.includes('\\')) return null;
  const file = path.resolve(root, `.${path.posix.sep}${name}`);
  const inside = path.relative(root, file);
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return null;
  return path.extname(file) in CONTENT_TYPES ? file : null;
}

/** Answers a URL of the app's scheme from the folder of the built window, with the headers that confine the page. */
export async function readAppFile(root: string, url: string): Promise<AppResponse> {
  const file = resolveAppFile(root, url);
  const body = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || body === null) return response(404, 'text/plain', Buffer.from('Not found'));
  return response(200, CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream', body);
}

function response(status: 200 | 404, contentType: string, body: Buffer): AppResponse {
  const headers = {
    'Content-Type': contentType,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
  return { status, headers, body };
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
