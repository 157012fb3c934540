import { expect, test } from 'vitest';

import { isTrustedSender } from '../../../electron/main/trusted-sender';

const OUR_FRAME = { url: 'dartboard://app/index.html', processId: 4, routingId: 1 };

test('our page in the main frame of our window is trusted', () => {
  expect(isTrustedSender({ ...OUR_FRAME }, OUR_FRAME)).toBe(true);
});

test.each([
  ['a frame that is gone', null],
  ['a frame inside the page', { ...OUR_FRAME, routingId: 2 }],
  ['a page in another process', { ...OUR_FRAME, processId: 5 }],
  ['our frame led to a web page', { ...OUR_FRAME, url: 'http://localhost/index.html' }],
  ['our frame led to a file', { ...OUR_FRAME, url: 'file:///index.html' }],
  ['another host of our scheme', { ...OUR_FRAME, url: 'dartboard://evil/index.html' }],
  ['a host that only begins like ours', { ...OUR_FRAME, url: 'dartboard://app.evil.org/index.html' }],
  ['an empty page', { ...OUR_FRAME, url: 'about:blank' }],
  ['no address', { ...OUR_FRAME, url: '' }],
])('%s is a stranger', (_who, sender) => {
  expect(isTrustedSender(sender, OUR_FRAME)).toBe(false);
});

test('without a window nobody is trusted', () => {
  expect(isTrustedSender(OUR_FRAME, null)).toBe(false);
});
