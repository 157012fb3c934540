import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AUGMENTATIONS } from '../../../src-core/data/augment';
import { BatchLoader, EvaluationBatches } from '../../../src-core/data/batch-loader';
import type { BatchLoaderOptions, BatchSource } from '../../../src-core/data/batch-loader';
import type { Batch, ImageSplit } from '../../../src-core/data/image-dataset';

/** Images of 2 x 3 pixels, gray; all pixels of image `i` have the value `i`, and `i` is its label. */
const COUNT = 50;
const SPLIT: ImageSplit = {
  images: Uint8Array.from({ length: COUNT * 6 }, (_, at) => Math.floor(at / 6)),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => i),
  count: COUNT,
};
const PLAIN: BatchLoaderOptions['augment'] = { kind: 'none', cutoutLength: null };
const COMMON = { split: SPLIT, facts: { height: 2, width: 3, channels: 1 }, mean: [0], std: [1 / 255] };

const options: fc.Arbitrary<BatchLoaderOptions> = fc.record({
  split: fc.constant(COMMON.split),
  facts: fc.constant(COMMON.facts),
  mean: fc.constant(COMMON.mean),
  std: fc.constant(COMMON.std),
  indices: fc.uniqueArray(fc.nat(COUNT - 1), { minLength: 1 }).map((indices) => Uint32Array.from(indices)),
  batchSize: fc.integer({ min: 1, max: 20 }),
  seed: fc.nat(2 ** 32 - 1),
  stream: fc.constantFrom('train', 'valid'),
  augment: fc.record({ kind: fc.constantFrom(...AUGMENTATIONS), cutoutLength: fc.constantFrom(null, 2) }),
  dropLast: fc.boolean(),
});

describe('BatchLoader', () => {
  it('goes through all images once in a pass; what does not fill a batch comes last or is left out', async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.nat(1000), async (given, pass) => {
        const loader = new BatchLoader(given);
        const { indices, batchSize, dropLast } = given;
        const batches = await passOf(loader, pass);
        const full = Math.floor(indices.length / batchSize);
        const rest = indices.length % batchSize;
        expect(batches.map(({ size }) => size)).toEqual([
          ...Array.from({ length: full }, () => batchSize),
          ...(rest > 0 && !dropLast ? [rest] : []),
        ]);
        const seen = batches.flatMap(({ labels }) => [...labels]);
        expect(new Set(seen).size).toBe(seen.length);
        expect([...indices]).toEqual(expect.arrayContaining(seen));
        expect(seen.length).toBe(dropLast ? full * batchSize : indices.length);
      }),
    );
  });

  it('is a pure function of the options, the pass and the place in it', async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.array(fc.tuple(fc.nat(3), fc.nat(60)), { maxLength: 6 }), async (given, detours) => {
        const loader = new BatchLoader(given);
        if (loader.batchesPerPass === 0) return;
        for (const [pass, index] of detours) {
          const place = index % loader.batchesPerPass;
          expect(await loader.batch(pass, place)).toEqual(await new BatchLoader(given).batch(pass, place));
        }
      }),
    );
  });

  it('shuffles every pass anew, differently for another seed and another stream', async () => {
    const given = { ...COMMON, indices: SPLIT.labels.map(Number), batchSize: COUNT, augment: PLAIN, dropLast: false };
    const order = async (seed: number, stream: string, pass: number): Promise<string> => {
      const loader = new BatchLoader({ ...given, indices: Uint32Array.from(given.indices), seed, stream });
      return (await loader.batch(pass, 0)).labels.join();
    };
    const orders = await Promise.all([
      order(1, 'train', 0),
      order(1, 'train', 1),
      order(2, 'train', 0),
      order(1, 'valid', 0),
    ]);
    expect(new Set(orders).size).toBe(4);
  });

  it('augments the same image differently in every pass, and not at all when told so', async () => {
    const given = {
      ...COMMON,
      indices: new Uint32Array([49]),
      batchSize: 1,
      seed: 1,
      stream: 'train',
      dropLast: false,
    };
    const images = async (augment: BatchLoaderOptions['augment']): Promise<Set<string>> => {
      const loader = new BatchLoader({ ...given, augment });
      const batches = await Promise.all(Array.from({ length: 30 }, (_, pass) => loader.batch(pass, 0)));
      return new Set(batches.map((batch) => batch.images.join()));
    };
    expect((await images({ kind: 'cifar', cutoutLength: null })).size).toBeGreaterThan(2);
    expect((await images({ kind: 'imagenet', cutoutLength: null })).size).toBeGreaterThan(10);
    expect((await images({ kind: 'none', cutoutLength: 2 })).size).toBeGreaterThan(2);
    expect([...(await images(PLAIN))]).toEqual(['49,49,49,49,49,49']);
  });

  it('refuses a batch that a pass does not have', () => {
    const given = { ...COMMON, indices: new Uint32Array(5), batchSize: 2, seed: 1, stream: 'a', augment: PLAIN };
    const loader = new BatchLoader({ ...given, dropLast: true });
    for (const index of [-1, 2, 0.5, NaN]) expect(() => loader.batch(0, index)).toThrow(RangeError);
  });
});

describe('EvaluationBatches', () => {
  it('gives the images as they are, in their order, a smaller last batch included', async () => {
    const indices = Uint32Array.from([7, 3, 5, 1, 9]);
    const batches = await passOf(new EvaluationBatches({ ...COMMON, indices, batchSize: 2 }), 0);
    expect(batches.map(({ labels }) => [...labels])).toEqual([[7, 3], [5, 1], [9]]);
    expect([...(batches[2]?.images ?? [])]).toEqual([9, 9, 9, 9, 9, 9]);
  });
});

function passOf(loader: BatchSource, pass: number): Promise<Batch[]> {
  return Promise.all(Array.from({ length: loader.batchesPerPass }, (_, index) => loader.batch(pass, index)));
}
