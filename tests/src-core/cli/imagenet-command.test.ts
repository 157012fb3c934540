import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';

import { runCommandLine } from '../../../src-core/cli/command-line';
import { tensorFlowCompute } from '../../../src-core/trainer/tensorflow-compute';
import { recordingTerminal } from './recording-terminal';

const folder = mkdtempSync(join(tmpdir(), 'imagenet-command-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Red and blue pictures of many shades and sizes, in train and val folders. */
async function writePictures(): Promise<string> {
  const root = join(folder, 'pictures');
  for (const [split, count, g] of [
    ['train', 12, 20],
    ['val', 5, 25],
  ] as const) {
    for (const [name, r, b] of [
      ['n01440764', 200, 40],
      ['n01443537', 40, 200],
    ] as const) {
      mkdirSync(join(root, split, name), { recursive: true });
      for (let i = 0; i < count; i++) {
        const background = { r, g: g + 10 * i, b };
        const picture = sharp({ create: { width: 40 + 7 * i, height: 70 - 3 * i, channels: 3, background } });
        await picture.jpeg().toFile(join(root, split, name, `${i}.JPEG`));
      }
    }
  }
  return root;
}

async function line(...words: string[]) {
  const terminal = recordingTerminal();
  const code = await runCommandLine(words, tensorFlowCompute, terminal);
  return { code, out: terminal.out.text, err: terminal.err.text };
}

it("trains ImageNet's network on folders of pictures, tests it and exports it", { timeout: 120_000 }, async () => {
  const [data, run, exported] = [await writePictures(), join(folder, 'R'), join(folder, 'M')];
  const small = '--channels 4 --layers 3 --epochs 3 --batch-size 8 --no-auxiliary --image-size 48x32'.split(' ');
  const trained = await line('retrain', 'DARTS_V2', '--imagenet', '--data', data, '--out', run, '--json', ...small);
  expect([trained.code, trained.err]).toEqual([0, '']);
  const records = trained.out
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(records[0]).toMatchObject({
    info: {
      data: { classNames: ['n01440764', 'n01443537'], trainImages: 24, testImages: 10, width: 48, height: 32 },
      retrain: { network: 'imagenet', augmentation: 'imagenet', schedule: 'step', labelSmoothing: 0.1 },
    },
  });
  const rates = records.flatMap(({ kind, learningRate }) => (kind === 'step' ? [learningRate] : []));
  expect([...new Set(rates)]).toEqual([0.1, 0.097, 0.1 * 0.97 ** 2]);

  // The same pictures framed the same way: the very numbers of the training's own test.
  const evaluated = await line('evaluate', run, '--data', data, '--json');
  const { metrics, images } = JSON.parse(evaluated.out) as Record<string, unknown>;
  expect(images).toBe(10);
  expect(records.find(({ kind }) => kind === 'evaluation')).toMatchObject({ metrics, images });

  expect((await line('export', run, '--format', 'saved-model', '--out', exported)).code).toBe(0);
  expect(JSON.parse(readFileSync(join(exported, 'model-card.json'), 'utf8'))).toMatchObject({
    classNames: ['n01440764', 'n01443537'],
    preparation: expect.stringContaining('just covers 55 x 37 pixels') as string,
  });
});
