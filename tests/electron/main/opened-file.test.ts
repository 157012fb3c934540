import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import type { OpenedGenotype } from '../../../electron/contract';
import { OpenedFiles, fileToOpen } from '../../../electron/main/opened-file';
import { readGenotypeFile } from '../../../electron/main/read-genotype-file';
import { temporaryFolder } from '../../temporary-folder';

const EDGES = Array.from({ length: 4 }, () => "('sep_conv_3x3', 0), ('skip_connect', 1)").join(', ');
const CELL = `Genotype(normal=[${EDGES}], normal_concat=range(2, 6), reduce=[${EDGES}], reduce_concat=range(2, 6))`;

test.each<[string[], string | null]>([
  [['/opt/dartboard', 'cell.genotype'], '/home/me/cell.genotype'],
  [['/opt/dartboard', '--user-data-dir=/p', '/tmp/DARTS_V2.json'], '/tmp/DARTS_V2.json'],
  [['electron', '.', 'cell.py'], '/home/me/cell.py'],
  [['/opt/dartboard'], null],
  [['/opt/dartboard', '--x=cell.genotype', 'picture.png', '.'], null],
])('%j opens %s', (commandLine, file) => {
  expect(fileToOpen(commandLine, '/home/me')).toBe(file);
});

test('a file given at the start waits until the window asks, once', async () => {
  const { opened, heard } = files();
  opened.open(write('cell.genotype', CELL));
  expect(await opened.takePending()).toMatchObject({ name: 'cell.genotype' });
  expect(await opened.takePending()).toBeNull();
  expect(heard).toEqual({ genotypes: [], problems: [] });
});

test('a file opened later is told at once, and so is what is wrong with another', async () => {
  const { opened, heard } = files();
  await opened.takePending();
  opened.open(write('later.py', CELL));
  await opened.takePending();
  opened.open(write('bad.genotype', "__import__('os').system('id')"));
  await opened.takePending();
  expect(heard.genotypes.map(({ name }) => name)).toEqual(['later.py']);
  expect(heard.problems).toEqual([expect.stringMatching(/^bad\.genotype: /)]);
});

test('what is wrong with a file given at the start is told when the window is there', async () => {
  const { opened, heard } = files();
  opened.open('/no/such/cell.genotype');
  expect(await opened.takePending()).toBeNull();
  expect(heard.problems).toEqual([expect.stringContaining('/no/such/cell.genotype')]);
});

test('a folder, a device and a huge file are refused before they are read', async () => {
  const folder = path.join(temporaryFolder(), 'x.genotype');
  mkdirSync(folder);
  await expect(readGenotypeFile(folder)).rejects.toThrow('is not a file');
  await expect(readGenotypeFile('/dev/zero')).rejects.toThrow('is not a file');
  await expect(readGenotypeFile(write('huge.json', 'x'.repeat(300_000)))).rejects.toThrow('too large');
});

function files() {
  const heard: { genotypes: OpenedGenotype[]; problems: string[] } = { genotypes: [], problems: [] };
  const opened = new OpenedFiles({
    onGenotype: (genotype) => heard.genotypes.push(genotype),
    onProblem: (sentence) => heard.problems.push(sentence),
  });
  return { opened, heard };
}

function write(name: string, text: string): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}
