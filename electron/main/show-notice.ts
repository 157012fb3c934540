import { Notification } from 'electron';

import type { Notice } from './run-notices';

/** Shows a notice where the desktop has any; a click on it shows the window. */
export function showNotice({ title, body }: Notice, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body: body.length > 250 ? `${body.slice(0, 250)}…` : body });
  notification.on('click', onClick);
  notification.show();
}
