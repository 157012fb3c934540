import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { runCommandLine } from '../../../src-core/cli/command-line';
import { parseGenotype } from '../../../src-core/space/genotype-text';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { tensorFlowCompute } from '../../../src-core/trainer/tensorflow-compute';
import { arithmeticCompute } from '../trainer/arithmetic-compute';
import { writeTinyDataset } from '../trainer/tiny-dataset';
import { recordingTerminal } from './recording-terminal';

const folder = mkdtempSync(join(tmpdir(), 'retrain-command-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const data = writeTinyDataset(join(folder, 'data'), 40);
const run = join(folder, 'R');

/** A real network, the smallest there is. */
const SMALL = '--channels 2 --layers 3 --epochs 2 --batch-size 16 --no-cutout'.split(' ');

async function line(words: readonly string[], compute = arithmeticCompute()) {
  const terminal = recordingTerminal();
  const code = await runCommandLine(words, compute, terminal);
  return { code, out: terminal.out.text, err: terminal.err.text };
}

describe('from a genotype to a model that runs elsewhere', () => {
  it('retrain trains a published cell and tells what came of it', { timeout: 60_000 }, async () => {
    const words = ['retrain', 'DARTS_V2', '--data', data, '--out', run, '--json', ...SMALL];
    const { code, out } = await line(words, tensorFlowCompute);
    expect(code).toBe(0);
    const records = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { kind: string; state?: string });
    expect(records[0]).toMatchObject({ kind: 'run', info: { kind: 'retrain', genotypeName: 'DARTS_V2' } });
    expect(records.filter(({ kind }) => kind === 'epoch')).toHaveLength(2);
    expect(records.at(-1)).toMatchObject({ kind: 'status', state: 'finished' });
  });

  it('export writes both forms', { timeout: 60_000 }, async () => {
    const [saved, tfjs] = [join(folder, 'M'), join(folder, 'T')];
    expect((await line(['export', run, '--format', 'saved-model', '--out', saved])).code).toBe(0);
    const { code, out } = await line(['export', run, '--format', 'tfjs', '--out', tfjs, '--json']);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({ kind: 'export', format: 'tfjs', folder: tfjs }),
    ]);
    expect([join(saved, 'saved_model.pb'), join(tfjs, 'model.json')].map((path) => existsSync(path))).toEqual([
      true,
      true,
    ]);
    const again = await line(['export', run, '--format', 'tfjs', '--out', tfjs]);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already') as string });
  });

  it('derive gives the genotype that was trained, in any form', async () => {
    const forms = ['json', 'python', 'nested', 'nni'];
    const texts = await Promise.all(forms.map((format) => line(['derive', run, '--format', format])));
    expect(texts.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    for (const { out } of texts) expect(parseGenotype(out)).toEqual(PRESET_GENOTYPES.DARTS_V2);
  });

  it('evaluate says when there are no test images', async () => {
    const { code, err } = await line(['evaluate', run, '--data', data]);
    expect([code, err]).toEqual([1, 'dartboard: data has no test images; choose a data set that has some.\n']);
  });

  it.each<[string[], number, string]>([
    [['retrain'], 2, 'GENOTYPE is missing'],
    [['retrain', 'DARTS_V2'], 2, '--data DIR, or --demo'],
    [
      ['retrain', 'DARTS_V2', '--data', data, '--channels', '3'],
      2,
      '--channels: Initial channels (channels) must be an even number',
    ],
    [
      ['retrain', 'DARTS_V2', '--data', data, '--network', 'vgg'],
      2,
      '--network: Network (network) must be one of cifar, imagenet',
    ],
    [['retrain', 'DARTS_V2', '--data', data, '--drop-path-prob', '1'], 2, '--drop-path-prob'],
    [['retrain', 'DARTS_V9', '--data', data], 1, 'neither a file nor a run folder'],
    [
      ['retrain', 'DARTS_V2', '--data', data, '--network', 'imagenet', '--out', join(folder, 'small')],
      1,
      'Images of 32 x 32 pixels are too small for the auxiliary head of this network: turn it off (auxiliary) or use images of at least 33 x 33 pixels.',
    ],
    [['evaluate', run, '--demo'], 1, 'Class 1 was '],
    [['evaluate', join(folder, 'nowhere'), '--data', data], 1, 'is not a run folder'],
    [['evaluate', run, '--data', data, '--weights', 'worst'], 2, '--weights must be best or last'],
    [['export', run, '--out', 'x'], 2, '--format saved-model or --format tfjs'],
    [['export', run, '--format', 'onnx', '--out', 'x'], 2, 'not "onnx"'],
    [['export', run, '--format', 'tfjs'], 2, '--out DIR'],
  ])('%j ends with %i', async (words, expected, message) => {
    const { code, err } = await line(words);
    expect(err).toContain(message);
    expect(code).toBe(expected);
    expect(existsSync(join(folder, 'small'))).toBe(false);
  });
});
