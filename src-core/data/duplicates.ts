import { createHash } from 'node:crypto';

import type { LabelledImages } from './assemble-dataset';
import type { DatasetWarning } from './dataset-facts';
import { warningOf } from './dataset-warnings';
import { isHeld } from './image-dataset';

/**
 * Finds images with the very same pixels: in both splits, where a test would measure what was learnt by heart, and twice
 * among the training images, where the halves of a search would share them. Images that are read as needed are not
 * compared.
 */
export function duplicatesIn(found: LabelledImages): DatasetWarning[] {
  const { height, width, channels, train, test } = found;
  if (!isHeld(train)) return [];
  const length = height * width * channels;
  const first = new Map<string, number>();
  const nameOf = (place: number): string => found.trainNames?.[place] ?? `training image ${place + 1}`;
  const within: string[] = [];
  for (let i = 0; i < train.count; i++) {
    const key = keyOf(train.images, i, length);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, i);
    else within.push(`${nameOf(i)} (as ${nameOf(earlier)})`);
  }
  const across: string[] = [];
  for (let i = 0; i < test.count; i++) {
    const earlier = first.get(keyOf(test.images, i, length));
    if (earlier !== undefined) {
      across.push(`${found.testNames?.[i] ?? `test image ${i + 1}`} (as ${nameOf(earlier)})`);
    }
  }
  const warnings: DatasetWarning[] = [];
  if (across.length > 0) {
    warnings.push(warningOf('duplicates', across, (few) => `Test images that are training images as well: ${few}.`));
  }
  if (within.length > 0) {
    warnings.push(warningOf('duplicates', within, (few) => `Training images that occur more than once: ${few}.`));
  }
  return warnings;
}

/** A digest of one image, short enough that a million of them fit into memory; no two images share it by chance. */
function keyOf(images: Uint8Array, index: number, length: number): string {
  return createHash('sha1')
    .update(images.subarray(index * length, (index + 1) * length))
    .digest('base64');
}
