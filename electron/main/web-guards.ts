import { app, type Session } from 'electron';

import { isAppUrl } from './app-origin';
import { log } from './log';

/** Everything that would let a page leave the app, or another page in, is refused for every web contents there will be. */
export function guardWebContents(): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (isAppUrl(url)) return;
      log.warn(`refused to navigate to ${url}`);
      event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      log.warn(`refused to open a window for ${url}`);
      return { action: 'deny' };
    });
  });
}

/** The page may write the clipboard, for its Copy button; no other permission, no download and no network at all. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(permission === 'clipboard-sanitized-write' && isAppUrl(requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'clipboard-sanitized-write' && isAppUrl(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] };
  session.webRequest.onBeforeRequest(network, (_details, answer) => answer({ cancel: true }));
}
