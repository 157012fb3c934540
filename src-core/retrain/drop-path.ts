import { RandomStream } from '../random';
import { tf } from '../runtime/tensorflow';

/**
 * Leaves out whole paths of a cell, image by image (quark0/darts cnn/utils.py `drop_path`). It hands out the rows of one
 * tensor in the order in which the cells ask: for each node its first, then its second operation.
 */
export class DropPath {
  private taken = 0;

  /** @param factors `[calls, batch]`: 0 for a path that is left out, 1 / (1 - probability) for one that is kept */
  constructor(private readonly factors: tf.Tensor2D) {}

  /** @param path `[batch, height, width, channels]` */
  apply(path: tf.Tensor4D): tf.Tensor4D {
    const [batch] = path.shape;
    const factor = this.take(1).reshape([batch, 1]);
    // Two axes, so that the broadcast runs over long rows.
    const flat = path.reshape([batch, path.size / batch]);
    return tf.mul(flat, factor).reshape(path.shape);
  }

  /** The factors of the next paths, `[count, batch]`, for a cell that leaves them out itself. */
  take(count: number): tf.Tensor2D {
    const first = this.taken;
    this.taken += count;
    return tf.slice2d(this.factors, [first, 0], [count, this.factors.shape[1]]);
  }
}

/**
 * Draws which paths of a step are kept: `[calls, batch]`, see `DropPath`. A pure function of its arguments, so that a
 * continued run draws the same.
 */
export function dropPathFactors(
  calls: number,
  batch: number,
  probability: number,
  at: { readonly seed: number; readonly epoch: number; readonly step: number },
): Float32Array {
  const random = new RandomStream(at.seed, 'drop-path', at.epoch, at.step);
  const kept = 1 / (1 - probability);
  return Float32Array.from({ length: calls * batch }, () => (random.float() < probability ? 0 : kept));
}
