import { RandomStream } from '../random';
import { drawAugmentation, UNCHANGED, writeAugmented } from './augment';
import type { Augmentation } from './augment';
import type { Batch, ImageSplit } from './image-dataset';
import { normalisationTable } from './normalise';
import type { ImageShape } from './normalise';

/** Which images are batched, and how they are normalised. */
export interface BatchedImages {
  readonly split: ImageSplit;
  /** Size of the images. */
  readonly facts: ImageShape;
  /** See `ImageDataset`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The images of `split` that are used. */
  readonly indices: Uint32Array;
  readonly batchSize: number;
}

/** How a loader draws its batches. */
export interface BatchLoaderOptions extends BatchedImages {
  readonly seed: number;
  /** Names the loader's random numbers, such as `train`. */
  readonly stream: string;
  /** Pad, crop, mirror and cut out (see `augment.ts`); null leaves images as they are. */
  readonly augment: { readonly cutoutLength: number | null } | null;
  /** Leaves out a last batch that is not full. */
  readonly dropLast: boolean;
}

/**
 * Batches for training: each pass goes through all images once in a new random order. A batch is a pure function of the
 * options, the pass and its place in it, so a run can continue anywhere without saving the loader's state.
 */
export class BatchLoader {
  /** Batches in one pass over the images. */
  readonly batchesPerPass: number;
  private readonly writer: BatchWriter;
  private latest: { readonly pass: number; readonly order: Uint32Array } | null = null;

  constructor(private readonly options: BatchLoaderOptions) {
    const batches = options.indices.length / options.batchSize;
    this.batchesPerPass = options.dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.writer = new BatchWriter(options);
  }

  /**
   * @param pass 0-based pass over the images
   * @param index 0-based batch in the pass
   * @throws RangeError when the pass has no such batch
   */
  batch(pass: number, index: number): Batch {
    requireBatch(index, this.batchesPerPass);
    const { batchSize, facts, seed, stream, augment } = this.options;
    const members = this.order(pass).subarray(index * batchSize, (index + 1) * batchSize);
    const random = new RandomStream(seed, `${stream}-augment`, pass, index);
    return this.writer.write(members, () =>
      augment === null ? UNCHANGED : drawAugmentation(random, facts, augment.cutoutLength),
    );
  }

  /** The order of one pass; the latest is kept, as its batches are asked for one after another. */
  private order(pass: number): Uint32Array {
    if (this.latest?.pass !== pass) {
      const order = this.options.indices.slice();
      new RandomStream(this.options.seed, `${this.options.stream}-order`, pass).shuffle(order);
      this.latest = { pass, order };
    }
    return this.latest.order;
  }
}

/** Batches for measuring: the images as they are and in their order, a smaller last batch included. */
export function evaluationBatches(images: BatchedImages): Pick<BatchLoader, 'batchesPerPass' | 'batch'> {
  const { indices, batchSize } = images;
  const writer = new BatchWriter(images);
  const batchesPerPass = Math.ceil(indices.length / batchSize);
  return {
    batchesPerPass,
    batch(_pass, index) {
      requireBatch(index, batchesPerPass);
      return writer.write(indices.subarray(index * batchSize, (index + 1) * batchSize), () => UNCHANGED);
    },
  };
}

class BatchWriter {
  private readonly table: Float32Array;

  constructor(private readonly images: BatchedImages) {
    this.table = normalisationTable(images.mean, images.std);
  }

  /** The batch of `members`, each with its own augmentation. */
  write(members: Uint32Array, augmentation: () => Augmentation): Batch {
    const { split, facts } = this.images;
    const length = facts.height * facts.width * facts.channels;
    const images = new Float32Array(members.length * length);
    const labels = new Int32Array(members.length);
    for (const [place, member] of members.entries()) {
      const image = split.images.subarray(member * length, (member + 1) * length);
      writeAugmented(image, facts, this.table, augmentation(), images, place * length);
      labels[place] = split.labels[member] ?? 0;
    }
    return { images, labels, size: members.length };
  }
}

function requireBatch(index: number, batchesPerPass: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= batchesPerPass) {
    throw new RangeError(`There is no batch ${index} in a pass of ${batchesPerPass}.`);
  }
}
