import type { DatasetFacts } from './dataset-facts';

/** Images of one size in memory. */
export interface ImageSplit {
  /** `[count, height, width, channels]`, row-major, 0 to 255. */
  readonly images: Uint8Array;
  /** `[count]`, class of each image. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** A data set in memory. */
export interface ImageDataset {
  readonly facts: DatasetFacts;
  readonly train: ImageSplit;
  readonly test: ImageSplit;
  /** Per-channel mean and standard deviation of pixels scaled to 0..1, for normalising. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What a step consumes. */
export interface Batch {
  /** `[size, height, width, channels]`, normalised. */
  readonly images: Float32Array;
  /** `[size]`. */
  readonly labels: Int32Array;
  readonly size: number;
}
