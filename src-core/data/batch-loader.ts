import { RandomStream } from '../random';
import { drawAugmentation, UNCHANGED, writeAugmented } from './augment';
import type { Augmentation, Augmenting } from './augment';
import type { Batch, ImageSplit } from './image-dataset';
import { normalisationTable } from './normalise';
import type { ImageShape } from './normalise';
import { readPixels } from './pixels';
import type { Pixels } from './pixels';
import { readRandomViews } from './random-views';

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
  readonly augment: Augmenting;
  /** Leaves out a last batch that is not full. */
  readonly dropLast: boolean;
}

/** Batches of one half of the data: each a pure function of the pass and its place in it. */
export interface BatchSource {
  readonly batchesPerPass: number;
  /**
   * @param pass 0-based pass over the images
   * @param index 0-based batch in the pass
   * @throws RangeError when the pass has no such batch
   * @throws UserError naming a file that cannot be decoded
   */
  batch(pass: number, index: number): Batch | Promise<Batch>;
}

/**
 * Batches for training: each pass goes through all images once in a new random order. A batch is a pure function of the
 * options, the pass and its place in it, so a run can continue anywhere without saving the loader's state.
 */
export class BatchLoader implements BatchSource {
  readonly batchesPerPass: number;
  private readonly writer: BatchWriter;
  private latest: { readonly pass: number; readonly order: Uint32Array } | null = null;

  constructor(private readonly options: BatchLoaderOptions) {
    const batches = options.indices.length / options.batchSize;
    this.batchesPerPass = options.dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.writer = new BatchWriter(options);
  }

  batch(pass: number, index: number): Batch | Promise<Batch> {
    requireBatch(index, this.batchesPerPass);
    const { split, batchSize, facts, seed, stream, augment } = this.options;
    const members = this.order(pass).slice(index * batchSize, (index + 1) * batchSize);
    const random = new RandomStream(seed, `${stream}-augment`, pass, index);
    const pixels =
      augment.kind === 'imagenet'
        ? readRandomViews(
            split,
            facts,
            members,
            (place) => new RandomStream(seed, `${stream}-view`, pass, index, place),
          )
        : readPixels(split, facts, members);
    return this.writer.write(members, pixels, () => drawAugmentation(random, facts, augment));
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
export class EvaluationBatches implements BatchSource {
  readonly batchesPerPass: number;
  private readonly writer: BatchWriter;

  constructor(private readonly images: BatchedImages) {
    this.batchesPerPass = Math.ceil(images.indices.length / images.batchSize);
    this.writer = new BatchWriter(images);
  }

  /** See `BatchSource`; every pass is the same. */
  batch(_pass: number, index: number): Batch | Promise<Batch> {
    requireBatch(index, this.batchesPerPass);
    const { split, facts, indices, batchSize } = this.images;
    const members = indices.subarray(index * batchSize, (index + 1) * batchSize);
    return this.writer.write(members, readPixels(split, facts, members), () => UNCHANGED);
  }
}

/** Throws a RangeError when a pass has no batch `index`. */
export function requireBatch(index: number, batchesPerPass: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= batchesPerPass) {
    throw new RangeError(`There is no batch ${index} in a pass of ${batchesPerPass}.`);
  }
}

class BatchWriter {
  private readonly table: Float32Array;

  constructor(private readonly images: BatchedImages) {
    this.table = normalisationTable(images.mean, images.std);
  }

  /** The batch of `members`, each with its own augmentation; at once when the pixels are there. */
  write(
    members: Uint32Array,
    pixels: Pixels | Promise<Pixels>,
    augmentation: () => Augmentation,
  ): Batch | Promise<Batch> {
    const { split, facts } = this.images;
    const fill = (of: Pixels): Batch => {
      const length = facts.height * facts.width * facts.channels;
      const size = members.length;
      const images = new Float32Array(size * length);
      const labels = new Int32Array(size);
      for (const [place, member] of members.entries()) {
        writeAugmented(of(place), facts, this.table, augmentation(), images, place * length);
        labels[place] = split.labels[member] ?? 0;
      }
      return { images, labels, size };
    };
    return pixels instanceof Promise ? pixels.then(fill) : fill(pixels);
  }
}
