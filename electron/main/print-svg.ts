import { BrowserWindow, session } from 'electron';

import { UserError } from '../../src-core/user-error';
import { svgSize } from './svg-size';

const POINTS_PER_PIXEL = 0.75;
const POINTS_PER_INCH = 72;
const LIMIT_MS = 20_000;

/**
 * Prints a drawing on one page of its own size, with letters and lines as such, in a page that runs no script and reaches
 * nothing.
 *
 * @returns the PDF
 * @throws UserError when the text is no drawing with a size
 */
export async function printSvg(svg: string): Promise<Uint8Array> {
  const { width, height } = svgSize(svg);
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      javascript: false,
      session: isolatedSession(),
    },
  });
  const timer = setTimeout(() => window.destroy(), LIMIT_MS);
  try {
    await window.loadURL(`data:text/html;base64,${Buffer.from(pageOf(svg, width, height)).toString('base64')}`);
    return await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      pageSize: { width: inches(width), height: inches(height) },
    });
  } catch (error) {
    throw new UserError('The drawing could not be printed as PDF. Export it as SVG instead.', { cause: error });
  } finally {
    clearTimeout(timer);
    if (!window.isDestroyed()) window.destroy();
  }
}

function pageOf(svg: string, width: number, height: number): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  const style = `@page { size: ${width}px ${height}px; margin: 0 } body { margin: 0 } svg { display: block; width: ${width}px; height: ${height}px }`;
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style>${style}</style>${svg}`;
}

/** Nothing of it is kept, and everything but the page itself is refused. */
function isolatedSession(): Electron.Session {
  const isolated = session.fromPartition('print');
  isolated.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith('data:') }));
  return isolated;
}

function inches(pixels: number): number {
  return (pixels * POINTS_PER_PIXEL) / POINTS_PER_INCH;
}
