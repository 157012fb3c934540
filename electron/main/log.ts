import log from 'electron-log/main';

log.transports.file.level = 'info';
log.transports.file.maxSize = 5 * 1024 * 1024;
// The page has no part in the log.
log.transports.ipc.level = false;

/** The app's log: `main.log` in the profile's `logs` folder, and the terminal. */
export { log };
