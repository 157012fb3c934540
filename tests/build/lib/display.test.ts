import { createServer } from 'node:net';

import { describe, expect, it } from 'vitest';

import { displayAddress, displayAnswers, hasDisplay } from '../../../build/lib/display.mjs';

describe('hasDisplay', () => {
  it('finds X and Wayland on Linux', () => {
    expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  });

  it('takes unset and empty variables as no display', () => {
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: '', WAYLAND_DISPLAY: '' }, 'linux')).toBe(false);
  });

  it('asks for none elsewhere', () => {
    expect(hasDisplay({}, 'darwin')).toBe(true);
  });
});

describe('displayAddress', () => {
  it.each([':7', ':7.0', 'unix:7'])('takes %s as this machine’s seventh', (display) => {
    expect(displayAddress(display)).toEqual([{ path: '/tmp/.X11-unix/X7' }, { path: '\0/tmp/.X11-unix/X7' }]);
  });

  it('takes a host as SSH gives it', () => {
    expect(displayAddress('localhost:10.0')).toEqual([{ host: 'localhost', port: 6010 }]);
  });

  it('does not guess at other names', () => {
    expect(displayAddress('/private/tmp/launch/org.xquartz')).toBe(null);
  });
});

describe('displayAnswers', () => {
  it('tells a server from none', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    const display = `127.0.0.1:${address.port - 6000}`;
    expect(await displayAnswers(display)).toBe(true);
    await new Promise((resolve) => server.close(resolve));
    expect(await displayAnswers(display)).toBe(false);
  });

  it('finds no socket where there is no file', async () => {
    expect(await displayAnswers(':987654')).toBe(false);
  });
});
