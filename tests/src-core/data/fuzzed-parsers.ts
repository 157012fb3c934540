import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { expect } from 'vitest';

import { CIFAR_10_BINARY, CIFAR_100_BINARY, readCifarBinary } from '../../../src-core/data/cifar-binary';
import { CIFAR_10_PYTHON, readCifarPython } from '../../../src-core/data/cifar-python';
import { exifTurned } from '../../../src-core/data/image-folder/exif-orientation';
import { parseImageHeader } from '../../../src-core/data/image-folder/image-header';
import { readIdx } from '../../../src-core/data/idx';
import { bytesOf, integersOf, textsOf } from '../../../src-core/data/pickle/array-values';
import { PickleError } from '../../../src-core/data/pickle/pickle-values';
import { readPickle } from '../../../src-core/data/pickle/read-pickle';
import { UserError } from '../../../src-core/user-error';
import { RECORD } from './cifar-files';
import { idxFile } from './idx-files';
import { imageSamples } from './image-samples';
import { pickleSamples } from './pickle-samples';
import { temporaryFolder } from '../../temporary-folder';

/** A place in memory where the system has one, for hundreds of thousands of files. */
const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : undefined;

/** A parser and how to fuzz it. */
export interface FuzzedParser {
  readonly name: string;
  /** Cases for a run that must be short. */
  readonly few: number;
  /** Tries `cases` damaged files on it; fails when one does harm. */
  run(cases: number): Promise<void>;
}

/** A real file with some bytes changed, cut off, or with a part repeated: most of what it had still makes sense. */
function damaged(originals: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(2 ** 31 - 1), fc.nat(255));
  return fc
    .tuple(
      fc.nat(originals.length - 1),
      fc.array(change, { maxLength: 8 }),
      fc.option(fc.nat(2 ** 31 - 1)),
      fc.boolean(),
    )
    .map(([which, changes, cut, repeat]) => {
      const bytes = Buffer.from(originals[which] ?? []);
      // The structure is at the beginning and at the end; between are pixels.
      for (const [at, byte] of changes) bytes[at % 3 === 0 ? bytes.length - 1 - (at % 200) : at % 400] = byte;
      const kept = cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
      return repeat ? Buffer.concat([kept, kept.subarray(0, 100)]) : kept;
    });
}

const noise = fc.uint8Array({ maxLength: 400 });

/** Nothing but a sentence, in a bounded time. */
async function refusesOrReads(read: () => Promise<unknown>): Promise<void> {
  await read().catch((error: unknown) => {
    expect(error).toBeInstanceOf(UserError);
    expect(error instanceof UserError ? error.message : '').toMatch(/^[^\n]+\.$/);
  });
}

/** What is fuzzed: each parser reads or refuses, whatever the bytes. */
export const FUZZED_PARSERS: readonly FuzzedParser[] = [
  {
    name: 'pickles',
    few: 200,
    run: async (numRuns) => {
      const samples = await pickleSamples();
      fc.assert(
        fc.property(fc.oneof(damaged(samples), noise), (bytes) => {
          try {
            const value = readPickle(bytes);
            if (!(value instanceof Map)) return;
            for (const field of value.values())
              for (const use of [bytesOf, integersOf, textsOf]) tolerate(() => use(field));
          } catch (error) {
            expect(error).toBeInstanceOf(PickleError);
          }
        }),
        { numRuns },
      );
    },
  },

  {
    name: "files of CIFAR's Python version",
    few: 200,
    run: async (numRuns) => {
      const folder = temporaryFolder(IN_MEMORY);
      const samples = await pickleSamples();
      const content = { root: folder, home: folder, names: ['data_batch_1'] };
      await fc.assert(
        fc.asyncProperty(damaged(samples), async (bytes) => {
          writeFileSync(join(folder, 'data_batch_1'), bytes);
          await refusesOrReads(() => readCifarPython(content, CIFAR_10_PYTHON));
        }),
        { numRuns },
      );
    },
  },

  {
    name: "files of CIFAR's binary versions",
    few: 200,
    run: async (numRuns) => {
      const folder = temporaryFolder(IN_MEMORY);
      const length = fc.oneof(fc.nat(8000), fc.constantFrom(RECORD, 2 * RECORD, RECORD + 1, RECORD - 1));
      await fc.assert(
        fc.asyncProperty(
          length,
          fc.nat(255),
          fc.string({ maxLength: 60 }),
          fc.boolean(),
          async (size, byte, meta, ten) => {
            const layout = ten ? CIFAR_10_BINARY : CIFAR_100_BINARY;
            const name = ten ? 'data_batch_1.bin' : 'train.bin';
            writeFileSync(join(folder, name), new Uint8Array(size).fill(byte));
            writeFileSync(join(folder, layout.namesFile), meta);
            await refusesOrReads(() =>
              readCifarBinary({ root: folder, home: folder, names: [name, layout.namesFile] }, layout),
            );
          },
        ),
        { numRuns },
      );
    },
  },

  {
    name: 'idx files, packed and not',
    few: 200,
    run: async (numRuns) => {
      const folder = temporaryFolder(IN_MEMORY);
      const images = idxFile(
        [3, 4, 5],
        Uint8Array.from({ length: 60 }, (_, i) => i),
      );
      const labels = idxFile([3], Uint8Array.from([0, 1, 2]));
      const names = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
      const packedNames = names.map((name) => `${name}.gz`);
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(damaged([images]), noise),
          fc.oneof(fc.constant(labels), damaged([labels])),
          fc.constantFrom('plain', 'packed', 'damaged'),
          damaged([gzipSync(images)]),
          async (imageBytes, labelBytes, form, packedBytes) => {
            const packed = form !== 'plain';
            const [imagesName = '', labelsName = ''] = packed ? packedNames : names;
            writeFileSync(
              join(folder, imagesName),
              form === 'damaged' ? packedBytes : packed ? gzipSync(imageBytes) : imageBytes,
            );
            writeFileSync(join(folder, labelsName), packed ? gzipSync(labelBytes) : labelBytes);
            await refusesOrReads(() => readIdx({ root: folder, home: folder, names: packed ? packedNames : names }));
          },
        ),
        { numRuns },
      );
    },
  },

  {
    name: "pictures' headers",
    few: 200,
    run: async (numRuns) => {
      const samples = await imageSamples();
      fc.assert(
        fc.property(fc.oneof(damaged(samples), noise), (bytes) => {
          const header = parseImageHeader(bytes);
          if (header === null || header === 'more') return;
          expect(header.width).toBeGreaterThan(0);
          expect(header.height).toBeGreaterThan(0);
        }),
        { numRuns },
      );
    },
  },

  {
    name: 'EXIF data',
    few: 200,
    run: async (numRuns) => {
      const exif = Buffer.concat([
        Buffer.from('Exif\0\0MM'),
        Buffer.from('002a000000080001011200030000000100060000', 'hex'),
      ]);
      fc.assert(
        fc.property(fc.oneof(damaged([exif]), noise), (bytes) => {
          expect(typeof exifTurned(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))).toBe('boolean');
        }),
        { numRuns },
      );
      expect(exifTurned(new DataView(exif.buffer, exif.byteOffset, exif.length))).toBe(true);
    },
  },
];

function tolerate(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(PickleError);
  }
}
