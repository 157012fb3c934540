import type { BatchSource } from '../data/batch-loader';
import { evaluationBatches } from '../data/batches';
import type { ImageDataset, ImageSplit } from '../data/image-dataset';
import { encodePng } from '../data/png';
import type { EvaluationRecord } from '../runs/records';

/** Pictures with more pixels than this are too large to be kept among a run's records. */
const LARGEST_PICTURE = 64 * 64;

/** A split that a trained network is measured on. */
export interface MeasuredSplit {
  readonly name: EvaluationRecord['split'];
  /** In order and unaugmented, a smaller last batch included. */
  readonly batches: BatchSource;
  /** Of the image at a place in those batches: its place in the data set's split, and a small picture if there can be one. */
  picture(place: number): { readonly index: number; readonly url: string | null };
}

/** What decides how a network sees images: the training set's statistics, whatever set they are of. */
export interface Normalising {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The test images of a data set; null when it has none. */
export function testSplit(
  { facts, test }: Pick<ImageDataset, 'facts' | 'test'>,
  normalising: Normalising,
  batchSize: number,
): MeasuredSplit | null {
  if (test.count === 0) return null;
  return measuredSplit(
    'test',
    facts,
    test,
    Uint32Array.from({ length: test.count }, (_, i) => i),
    normalising,
    batchSize,
  );
}

/** Some images of a split, to be measured on. */
export function measuredSplit(
  name: MeasuredSplit['name'],
  facts: ImageDataset['facts'],
  split: ImageSplit,
  indices: Uint32Array,
  { mean, std }: Normalising,
  batchSize: number,
): MeasuredSplit {
  return {
    name,
    batches: evaluationBatches({ split, facts, mean, std, indices, batchSize }),
    picture(place) {
      const index = indices[place] ?? place;
      const pixels = facts.height * facts.width;
      const length = pixels * facts.channels;
      const image = split.images.subarray(index * length, (index + 1) * length);
      if (pixels > LARGEST_PICTURE || image.length < length) return { index, url: null };
      return { index, url: `data:image/png;base64,${encodePng(image, facts).toString('base64')}` };
    },
  };
}
