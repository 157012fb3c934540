import type { tf } from '../runtime/tensorflow';
import type { BatchNorm } from './batch-norm';
import { avgPool3x3, maxPool3x3 } from './ops/pool';
import { padForStride2, spaceToBatch, subsample } from './ops/rearrange';
import { relu } from './ops/relu';
import type { Pass } from './pass';

/** The two pooling operations. */
export type PoolKind = 'max' | 'avg';

/**
 * One state of a cell as the operations that leave it see it. What several of them need (its rectified, pooled or
 * rearranged form) is computed once, however many edges leave the state.
 */
export class StateView {
  private readonly made = new Map<string, tf.Tensor4D>();
  private readonly poolNorms = new Map<PoolKind, BatchNorm>();

  /** @param x `[batch, height, width, channels]` */
  constructor(
    readonly pass: Pass,
    readonly x: tf.Tensor4D,
  ) {}

  /** Rectified, `[batch, height, width, channels]`. */
  relu(): tf.Tensor4D {
    return this.once('relu', () => relu(this.x));
  }

  /** Rectified, its phases side by side: `[4 batch, ceil(height / 2), ceil(width / 2), channels]`. */
  phases(): tf.Tensor4D {
    return this.once('phases', () => spaceToBatch(this.relu()));
  }

  /** Rectified, every second pixel from (`offset`, `offset`) on; odd sides count as if padded with one zero. */
  sampled(offset: 0 | 1): tf.Tensor4D {
    return this.once(`sampled ${offset}`, () => {
      const [, height, width] = this.x.shape;
      const even = height % 2 === 0 && width % 2 === 0;
      return subsample(offset === 0 || even ? this.relu() : this.padded(), offset);
    });
  }

  /** Rectified and padded for a convolution of this kernel at stride 2. */
  paddedForStride2(kernel: number): tf.Tensor4D {
    return this.once(`padded ${kernel}`, () => padForStride2(this.relu(), kernel));
  }

  /** Pooled 3x3 and normalised without affine parameters: the same for every edge, so `norm` only runs for the first. */
  normalisedPool(kind: PoolKind, stride: 1 | 2, norm: BatchNorm): tf.Tensor4D {
    const first = this.poolNorms.get(kind);
    if (first) norm.sameAs(first, this.pass);
    else this.poolNorms.set(kind, norm);
    return this.once(`pool ${kind}`, () => norm.forward(this.pass, this.pool(kind, stride)));
  }

  private pool(kind: PoolKind, stride: 1 | 2): tf.Tensor4D {
    return kind === 'max' ? maxPool3x3(this.x, stride) : avgPool3x3(this.x, stride);
  }

  private padded(): tf.Tensor4D {
    const [, height, width] = this.x.shape;
    return this.relu().pad([
      [0, 0],
      [0, height % 2],
      [0, width % 2],
      [0, 0],
    ]);
  }

  private once(key: string, make: () => tf.Tensor4D): tf.Tensor4D {
    const tensor = this.made.get(key) ?? make();
    this.made.set(key, tensor);
    return tensor;
  }
}
