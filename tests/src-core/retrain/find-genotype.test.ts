import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { findGenotype } from '../../../src-core/retrain/find-genotype';
import { genotypeToPython } from '../../../src-core/space/genotype-text';
import { genotypeToNni } from '../../../src-core/space/nni-genotype';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';

const { DARTS_V1, DARTS_V2, PC_DARTS_cifar } = PRESET_GENOTYPES;
const folder = mkdtempSync(join(tmpdir(), 'genotypes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('findGenotype', () => {
  it.each([
    ['DARTS_V2', 'DARTS_V2', DARTS_V2],
    ['darts-v1', 'DARTS_V1', DARTS_V1],
    ['pc_darts_CIFAR', 'PC_DARTS_cifar', PC_DARTS_cifar],
  ])('knows published cells by name: %s', async (word, genotypeName, genotype) => {
    expect(await findGenotype(word)).toEqual({ genotype, genotypeName });
  });

  it('draws one by chance, the same for the same seed', async () => {
    const [first, again, other] = await Promise.all(['random-1', 'Random-01', 'random-2'].map(findGenotype));
    expect(first).toEqual(again);
    expect(first?.genotypeName).toBe('random-1');
    expect(other?.genotype).not.toEqual(first?.genotype);
  });

  it('reads files of any form', async () => {
    expect(await findGenotype(file('a.py', genotypeToPython(DARTS_V1)))).toEqual({
      genotype: DARTS_V1,
      genotypeName: 'a.py',
    });
    expect(await findGenotype(file('b.json', genotypeToNni(DARTS_V2)))).toMatchObject({ genotype: DARTS_V2 });
  });

  it.each<[string, () => string, string]>([
    ['no such word', () => 'DARTS_V3', 'neither a file nor a run folder, nor one of DARTS_V1, DARTS_V2, NASNet'],
    ['a file that is no genotype', () => file('c.txt', 'hello'), 'c.txt: The genotype text needs'],
    ['an empty file', () => file('d.txt', ''), 'd.txt: The genotype text is empty'],
    ['a file as long as a book', () => file('e.txt', ' '.repeat(600_000)), 'too large to read'],
    [
      'a folder that is no run',
      () => mkdirSync(join(folder, 'plain'), { recursive: true }) ?? join(folder, 'plain'),
      'is not a run folder',
    ],
  ])('tells of %s in one sentence', async (_, word, message) => {
    await expect(findGenotype(word())).rejects.toThrow(message);
  });
});
