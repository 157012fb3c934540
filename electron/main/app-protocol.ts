import { protocol } from 'electron';

import { readAppFile } from './app-files';
import { APP_SCHEME } from './app-origin';

/** Declares the app's scheme; must run before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built window under the app's scheme. */
export function serveApp(root: string): void {
  // Electron 22 has no protocol.handle; newer ones are about to lose the other way.
  if (typeof protocol.handle === 'function') {
    protocol.handle(APP_SCHEME, async ({ url }) => {
      const { status, headers, body } = await readAppFile(root, url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  protocol.registerBufferProtocol(APP_SCHEME, ({ url }, answer) => {
    void readAppFile(root, url).then(({ status, headers, body }) => {
      answer({ statusCode: status, headers: { ...headers }, data: body });
    });
  });
}
