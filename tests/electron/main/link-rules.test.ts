import fc from 'fast-check';
import { expect, test } from 'vitest';

import { allowedLink } from '../../../electron/main/link-rules';

test.each([
  'https://arxiv.org/abs/1806.09055',
  'https://arxiv.org/pdf/1806.09055#section.2',
  'https://github.com/quark0/darts',
])('%s is opened', (address) => {
  expect(allowedLink(address)).toBe(address);
});

test.each([
  'file:///etc/passwd',
  'smb://host/share',
  'javascript:alert(1)',
  'ms-settings:privacy',
  'ms-word:ofe|u|https://arxiv.org/x.docm',
  'data:text/html,<script>1</script>',
  'vscode://file/etc/passwd',
  'mailto:a@arxiv.org',
  'http://arxiv.org/abs/1806.09055',
  'https://arxiv.org:8443/',
  'https://arxiv.org@example.org/',
  'https://user:secret@arxiv.org/',
  'https://arxiv.org.example.org/',
  'https://example.org/arxiv.org',
  'HTTPS://EXAMPLE.ORG',
  '//arxiv.org',
  'arxiv.org',
  '\\\\host\\share',
  '',
])('%j is refused with a sentence', (address) => {
  expect(() => allowedLink(address)).toThrow(/^Dartboard does not open this address: .*\.$/);
});

test('whatever is opened is https to a host of the list', () => {
  const address = fc.oneof(
    fc.webUrl(),
    fc.string(),
    fc.string().map((end) => `https://arxiv.org${end}`),
  );
  fc.assert(
    fc.property(address, (text) => {
      let opened: URL;
      try {
        opened = new URL(allowedLink(text));
      } catch {
        return;
      }
      expect([opened.protocol, opened.username, opened.password, opened.port]).toEqual(['https:', '', '', '']);
      expect(['arxiv.org', 'github.com', 'doi.org', 'openreview.net']).toContain(opened.hostname);
    }),
    { numRuns: 1_000 },
  );
});
