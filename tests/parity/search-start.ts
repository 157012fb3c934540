import * as v from 'valibot';

import type { Batch } from '../../src-core/data/image-dataset';
import type { Feed, Session, Variables } from '../../src-core/graph/program';
import { SearchNetwork } from '../../src-core/nn/search-network';
import { RandomStream } from '../../src-core/random';
import { searchVariables } from '../../src-core/search/search-variables';
import type { GoldenFolder } from './golden-folder';
import { requireSameWeights, TO_CHANNELS_LAST, toOurWeights, transpose } from './layouts';

const Config = v.object({
  initChannels: v.number(),
  layers: v.number(),
  classes: v.number(),
  learningRate: v.number(),
  momentum: v.number(),
  weightDecay: v.number(),
  gradClip: v.number(),
  archLearningRate: v.number(),
  archWeightDecay: v.number(),
  steps: v.number(),
});

const Tensors = v.array(v.tuple([v.string(), v.array(v.number())]));

/** Where every part of a `search` case starts: the network, its first state and its batches, all in our layouts. */
export class SearchStart {
  readonly config: v.InferOutput<typeof Config>;
  readonly network: SearchNetwork;
  readonly variables: Variables;

  /** @param fused whether the network's cells run by the fused kernels */
  constructor(
    private readonly golden: GoldenFolder,
    fused: boolean,
  ) {
    this.config = golden.field('config', Config);
    const { initChannels: channels, layers, classes } = this.config;
    this.network = new SearchNetwork({ channels, layers, classes, imageChannels: 3, fused });
    requireSameWeights(golden, golden.field('weights', Tensors), this.network.parameters.weights);
    this.variables = searchVariables(this.network, 0);
  }

  /**
   * Puts a session to the start.
   *
   * @param noise a number chooses one of many starts whose weights carry about half a last bit of noise; null is none
   */
  reset(session: Session, noise: number | null): void {
    for (const [name, { initial }] of Object.entries(this.variables)) session.write(name, initial);
    session.write('alphas', Float32Array.from(this.golden.values('start.alphas')));
    const weights = this.flatWeights('start.weights');
    if (noise === null) return session.write('weights', weights);
    const random = new RandomStream(noise, 'parity-noise');
    const noisy = weights.map((weight) => weight * (1 + (2 * random.float() - 1) * 2 ** -23));
    return session.write('weights', noisy);
  }

  momentum(): Float32Array {
    return this.flatWeights('start.momentum');
  }

  /** A batch by its name, such as `train0`. */
  batch(name: string): Batch {
    const images = transpose(
      { values: this.golden.values(`${name}.images`), shape: this.golden.shape(`${name}.images`) },
      TO_CHANNELS_LAST,
    );
    const labels = Int32Array.from(this.golden.values(`${name}.labels`));
    return { images: Float32Array.from(images.values), labels, size: labels.length };
  }

  feeds(name: string): { readonly images: Feed; readonly labels: Feed } {
    const { images, labels, size } = this.batch(name);
    return { images: { values: images, shape: [size, ...this.image] }, labels: { values: labels, shape: [size] } };
  }

  /** Height, width and channels of the images. */
  get image(): [height: number, width: number, channels: number] {
    const [, channels = 0, height = 0, width = 0] = this.golden.shape('train0.images');
    return [height, width, channels];
  }

  private flatWeights(name: string): Float32Array {
    return Float32Array.from(toOurWeights(this.network.parameters, this.golden.values(name)));
  }
}
