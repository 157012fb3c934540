import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { drawDemoImages } from '../../../src-core/data/demo-dataset';
import { OUTLINES, REACH } from '../../../src-core/data/demo-shapes';
import type { ImageSplit } from '../../../src-core/data/image-dataset';

const { train, test, classNames } = drawDemoImages();
const LENGTH = 32 * 32 * 3;

describe('drawDemoImages', () => {
  it('always draws the same images', () => {
    expect(digest(drawDemoImages().train)).toBe(digest(train));
  });

  it('draws ten classes, as many images of each, none twice', () => {
    expect(classNames).toHaveLength(10);
    for (const { split, perClass } of [
      { split: train, perClass: 200 },
      { split: test, perClass: 50 },
    ]) {
      for (let label = 0; label < 10; label++) {
        expect(split.labels.filter((other) => other === label)).toHaveLength(perClass);
      }
    }
    const images = [train, test].flatMap((split) =>
      Array.from({ length: split.count }, (_, i) =>
        createHash('sha1')
          .update(split.images.subarray(i * LENGTH, (i + 1) * LENGTH))
          .digest('hex'),
      ),
    );
    expect(new Set(images).size).toBe(2500);
  });

  it('is no task for colours or templates: the nearest class mean does hardly better than chance', () => {
    const means = classNames.map((_, label) => classMean(train, label));
    let right = 0;
    for (let i = 0; i < test.count; i++) {
      const distances = means.map((mean) => distance(mean, test.images, i * LENGTH));
      if (distances.indexOf(Math.min(...distances)) === test.labels[i]) right++;
    }
    expect(right / test.count).toBeLessThan(0.25);
  });
});

describe('OUTLINES', () => {
  it.each(Object.entries(OUTLINES))('%s has an inside and stays within its reach', (_, outline) => {
    const inside = grid().filter(([x, y]) => outline(x, y) < 0);
    expect(inside.length).toBeGreaterThan(50);
    for (const [x, y] of inside) expect(Math.hypot(x, y)).toBeLessThan(REACH);
  });
});

function digest({ images, labels }: ImageSplit): string {
  return createHash('sha256').update(images).update(labels).digest('hex');
}

function classMean({ images, labels, count }: ImageSplit, label: number): Float64Array {
  const sum = new Float64Array(LENGTH);
  let members = 0;
  for (let i = 0; i < count; i++) {
    if (labels[i] !== label) continue;
    members++;
    for (let k = 0; k < LENGTH; k++) sum[k] = (sum[k] ?? 0) + (images[i * LENGTH + k] ?? 0);
  }
  return sum.map((value) => value / members);
}

function distance(mean: Float64Array, images: Uint8Array, start: number): number {
  let sum = 0;
  for (let k = 0; k < LENGTH; k++) sum += ((mean[k] ?? 0) - (images[start + k] ?? 0)) ** 2;
  return sum;
}

function grid(): [number, number][] {
  const steps = Array.from({ length: 41 }, (_, i) => (i - 20) / 10);
  return steps.flatMap((y) => steps.map((x): [number, number] => [x, y]));
}
