/** The scheme the window is served by, instead of `file:`. */
export const APP_SCHEME = 'dartboard';

/** The only host of that scheme. */
export const APP_HOST = 'app';

/** What the window loads. */
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/index.html`;

/** Whether a URL belongs to the app itself. */
export function isAppUrl(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && parsed.protocol === `${APP_SCHEME}:` && parsed.host === APP_HOST;
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
