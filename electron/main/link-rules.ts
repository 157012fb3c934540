import { UserError } from '../../src-core/user-error';

/** Where the literature and the code that it speaks of are. */
const HOSTS: ReadonlySet<string> = new Set([
  'arxiv.org',
  'doi.org',
  'github.com',
  'openreview.net',
  'proceedings.mlr.press',
  'www.cs.toronto.edu',
  'www.tensorflow.org',
]);

/**
 * The address to open in the browser, when it may be: `https:` to one of a few hosts. Everything else could start a
 * program (`file:`, `smb:`, `ms-…:`) or run in the page (`javascript:`).
 * @throws UserError for any other address
 */
export function allowedLink(address: string): string {
  const url = parse(address);
  const allowed =
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    HOSTS.has(url.hostname);
  if (url === null || !allowed)
    throw new UserError(`Dartboard does not open this address: ${shorten(address)}. Only pages of the literature are.`);
  return url.href;
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Long enough to recognise it, in one line. */
function shorten(address: string): string {
  const line = address.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
