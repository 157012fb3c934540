import { connect } from 'node:net';

/**
 * Whether a window can be shown.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @returns {boolean}
 */
export function hasDisplay(environment = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/**
 * Whether an X server answers where DISPLAY points: Chromium crashes without a word when none does.
 *
 * @param {string} display as in DISPLAY: `:0`, `unix:0`, `localhost:10.0`
 * @returns {Promise<boolean>} true also for what is no address that we know
 */
export async function displayAnswers(display) {
  const address = displayAddress(display);
  if (!address) return true;
  for (const target of address) if (await accepts(target)) return true;
  return false;
}

/**
 * The sockets of an X display, any of which may be there.
 *
 * @param {string} display
 * @returns {import('node:net').NetConnectOpts[] | null}
 */
export function displayAddress(display) {
  const match = /^(.*):(\d+)(?:\.\d+)?$/.exec(display);
  if (!match) return null;
  const [, host = '', number = '0'] = match;
  if (host !== '' && host !== 'unix') return [{ host, port: 6000 + Number(number) }];
  // Linux has a name for it that needs no file, too.
  return [{ path: `/tmp/.X11-unix/X${number}` }, { path: `\0/tmp/.X11-unix/X${number}` }];
}

/**
 * @param {import('node:net').NetConnectOpts} target
 * @returns {Promise<boolean>}
 */
function accepts(target) {
  return new Promise((resolve) => {
    const socket = connect({ ...target, timeout: 5000 });
    /** @type {(answer: boolean) => void} */
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
