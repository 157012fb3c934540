import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** Writes a folder as the reference's are, of float64 vectors, for a test; gives its path. */
export function writeGolden(content: {
  readonly kind: string;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly [field: string]: unknown;
}): string {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  made.push(folder);
  let offset = 0;
  const tensors = Object.entries(content.tensors).map(([name, values]) => {
    const entry = { name, dtype: 'float64', shape: [values.length], offset };
    offset += 8 * values.length;
    return entry;
  });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...content, tensors }));
  writeFileSync(
    join(folder, 'tensors.bin'),
    Buffer.from(Float64Array.from(Object.values(content.tensors).flat()).buffer),
  );
  return folder;
}
