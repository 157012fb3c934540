import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Makes the fixtures: `node tests/parity/make-fixtures.mjs FOLDER`, where FOLDER holds the reference's numbers, takes what
 * follows from it, dropping the tensors that would not fit, and packs it.
 */
const FIXTURES = {
  // Without the operations that the search does not have.
  parts8: (name) => !/^(sep_conv_7x7|conv_7x1_1x7)\//.test(name),
  genotypes: () => true,
  // A whole evaluation network, the smallest.
  e2: () => true,
  // Of the vectors with one number a weight only some.
  s2: (name, size) => size < 10_000 || WEIGHT_VECTORS.includes(name),
};

const WEIGHT_VECTORS = [
  'start.weights',
  'start.momentum',
  'train.weightGrad',
  'secondMomentum.unrolledWeightGrad',
  'firstOrder.weights',
];

const WIDTHS = { float64: 8, float32: 4, int32: 4 };

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Name the folder with the numbers of the reference.');
for (const [name, keep] of Object.entries(FIXTURES)) pack(path.join(source, name), fixtureFolder(name), keep);

/**
 * @param {string} name
 * @returns {string}
 */
function fixtureFolder(name) {
  return path.join(import.meta.dirname, 'fixtures', name);
}

/**
 * @param {string} from
 * @param {string} to
 * @param {(name: string, size: number) => boolean} keep
 */
function pack(from, to, keep) {
  const manifest = JSON.parse(readFileSync(path.join(from, 'manifest.json'), 'utf8'));
  const bytes = readFileSync(path.join(from, 'tensors.bin'));
  const tensors = [];
  const parts = [];
  let offset = 0;
  for (const entry of manifest.tensors) {
    const size = entry.shape.reduce((product, side) => product * side, 1);
    if (!keep(entry.name, size)) continue;
    const part = bytes.subarray(entry.offset, entry.offset + size * WIDTHS[entry.dtype]);
    tensors.push({ ...entry, offset });
    parts.push(part);
    offset += part.length;
  }
  const kept = new Set([...tensors.map((entry) => entry.name), ...Object.keys(manifest.scalars)]);
  const f32VsF64 = Object.fromEntries(Object.entries(manifest.f32VsF64).filter(([name]) => kept.has(name)));
  const partsKept = manifest.parts?.filter(({ id }) => kept.has(`${id}:input`));
  mkdirSync(to, { recursive: true });
  writeFileSync(
    path.join(to, 'manifest.json'),
    JSON.stringify({ ...manifest, f32VsF64, tensors, ...(partsKept ? { parts: partsKept } : {}) }),
  );
  writeFileSync(path.join(to, 'tensors.bin.gz'), gzipSync(Buffer.concat(parts), { level: 9 }));
}
