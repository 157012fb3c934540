import type { DatasetFacts, DatasetWarning } from './dataset-facts';
import type { FileTable } from './image-folder/file-table';

/** Images of one size: in memory, or as files that are decoded when a batch needs them. Threads share it without a copy. */
export interface ImageSplit {
  /** `[count, height, width, channels]`, row-major, 0 to 255; empty when they are too many to be held in memory. */
  readonly images: Uint8Array;
  /** `[count]`, class of each image. */
  readonly labels: Labels;
  readonly count: number;
  /** The files that they came from, where each has its own. */
  readonly files?: FileTable;
}

/** Whether the images are in memory, so that nothing has to be decoded. */
export function isHeld({ images, files }: ImageSplit): boolean {
  return files === undefined || images.length > 0;
}

/** Class of each image; two bytes where there are more than 256 classes. */
export type Labels = Uint8Array | Uint16Array;

/** A data set that is ready to be used. */
export interface ImageDataset {
  readonly facts: DatasetFacts;
  readonly train: ImageSplit;
  readonly test: ImageSplit;
  /** Per-channel mean and standard deviation of pixels scaled to 0..1, for normalising. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly warnings: readonly DatasetWarning[];
}

/** What a step consumes. */
export interface Batch {
  /** `[size, height, width, channels]`, normalised. */
  readonly images: Float32Array;
  /** `[size]`. */
  readonly labels: Int32Array;
  readonly size: number;
}
