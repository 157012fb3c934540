import path from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ExportKind } from '../../../electron/contract';
import { EXPORT_KINDS, exportFileName } from '../../../electron/main/export-name';

test.each([
  ['accuracy', 'png', 'accuracy.png'],
  ['accuracy.PNG', 'png', 'accuracy.PNG'],
  ['cells.svg', 'pdf', 'cells.svg.pdf'],
  ['../../.bashrc', 'csv', 'bashrc.csv'],
  ['/etc/cron.d/x', 'html', 'etc-cron.d-x.html'],
  ['C:\\Windows\\a', 'dot', 'C-Windows-a.dot'],
  ['', 'json', 'dartboard.json'],
  ['...', 'py', 'dartboard.py'],
  ['gnp.\u202Egpj', 'png', 'gnp.-gpj.png'],
] as const)('%j as %s becomes %s', (suggested, kind, name) => {
  expect(exportFileName(suggested, kind)).toBe(name);
});

test('whatever is suggested, the name stays in its folder and has its ending', () => {
  const kinds = Object.keys(EXPORT_KINDS) as ExportKind[];
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...kinds), (suggested, kind) => {
      const name = exportFileName(suggested, kind);
      expect(path.basename(name)).toBe(name);
      expect(path.win32.basename(name)).toBe(name);
      expect(name.toLowerCase().endsWith(`.${kind}`)).toBe(true);
      expect(name.startsWith('.')).toBe(false);
      expect(name.length).toBeLessThan(130);
    }),
    { numRuns: 2_000 },
  );
});
