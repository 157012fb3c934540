import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, describe, expect, test } from 'vitest';

import { parity } from './run';
import { writeGolden } from './write-golden';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'parity-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The command with these arguments: its exit code, its table and its messages. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await parity(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('npm run parity', () => {
  test('tells each quantity in one table and ends with 0 when all is within tolerance', async () => {
    const { code, out } = await run(join(FIXTURES, 'parts8'), '--eager');
    expect(out).toMatch(/^parts8 +sep_conv_5x5\/s2\/affine\/7:weightGrad +\S+ +\S+ +\S+ +ok/m);
    expect(out.split('\n').at(-1)).toBe('eager: 170 within tolerance, 0 missed.');
    expect(code).toBe(0);
  });

  test('runs both engines unless one is named', async () => {
    const { code, out } = await run(join(FIXTURES, 'genotypes'));
    expect(out).toContain('eager: 1 within tolerance, 0 missed.\ncompiled: 1 within tolerance, 0 missed.');
    expect(code).toBe(0);
  });

  test('ends with 1 on a miss, and names it', async () => {
    const wrong = join(folder, 'wrong');
    cpSync(join(FIXTURES, 'parts8'), wrong, { recursive: true });
    const bytes = gunzipSync(readFileSync(join(wrong, 'tensors.bin.gz')));
    const { tensors } = JSON.parse(readFileSync(join(wrong, 'manifest.json'), 'utf8')) as {
      tensors: { name: string; offset: number }[];
    };
    const name = 'dil_conv_3x3/s1/plain/7:inputGrad';
    const offset = tensors.find((tensor) => tensor.name === name)?.offset ?? Number.NaN;
    bytes.writeFloatLE(bytes.readFloatLE(offset) + 0.01, offset);
    writeFileSync(join(wrong, 'tensors.bin'), bytes);
    const { code, out } = await run(wrong, '--eager');
    expect(out).toMatch(new RegExp(`^wrong +${name} .* MISS`, 'm'));
    expect(out).toContain(`wrong, eager: ${name} missed`);
    expect(out.split('\n').at(-1)).toBe('eager: 169 within tolerance, 1 missed.');
    expect(code).toBe(1);
  });

  test('says what it does not support yet, which is no miss', async () => {
    const part = { id: 'x', op: 'conv_11x11', stride: 1, affine: false, batchNorm: false, weights: [] };
    const { code, out } = await run(writeGolden({ kind: 'parts', tensors: {}, parts: [part] }));
    expect(out).toContain('not supported yet: conv_11x11.');
    expect(code).toBe(0);
  });

  test.each([
    [[], 'No folder is named.'],
    [['somewhere', '--fast'], "Unknown option '--fast'"],
  ])('ends with 2 on the arguments %j', async (args, message) => {
    const { code, err } = await run(...args);
    expect(err).toContain(message);
    expect(err).toContain('usage: npm run parity');
    expect(code).toBe(2);
  });

  test.each<[string, () => string, string]>([
    ['a path that leads nowhere', () => join(folder, 'nowhere'), 'There is no'],
    ['a folder without numbers', () => FIXTURES.replace(/parity.fixtures$/, 'e2e'), 'holds no manifest.json'],
    ['a manifest that is no JSON', () => manifest('{'), 'cannot be read as JSON'],
    ['a manifest without tensors', () => manifest('{"kind": "search"}'), 'manifest.json, field tensors'],
    ['another kind', () => writeGolden({ kind: 'recipe', tensors: {} }), 'of kind "recipe", which is not known'],
    ['a search without a start', () => writeGolden({ kind: 'search', tensors: {}, genotypes: {} }), 'field config'],
    ['missing tensors', () => manifest('{"kind": "parts", "tensors": []}'), 'tensors.bin cannot be read'],
  ])('tells %s in one sentence and ends with 1', async (_, make, message) => {
    const { code, err } = await run(make());
    expect(err).toContain(message);
    expect(err.split('\n').filter((line) => !line.startsWith('...'))).toHaveLength(1);
    expect(code).toBe(1);
  });

  test('tells a cut tensors.bin in one sentence', async () => {
    const cut = writeGolden({ kind: 'parts', tensors: { x: [1, 2, 3] } });
    writeFileSync(join(cut, 'tensors.bin'), Buffer.alloc(23));
    const { code, err } = await run(cut);
    expect(err).toBe(`${cut}: tensors.bin ends before x does; copy the folder again.`);
    expect(code).toBe(1);
  });
});

function manifest(text: string): string {
  const broken = mkdtempSync(join(folder, 'broken-'));
  writeFileSync(join(broken, 'manifest.json'), text);
  return broken;
}
