import * as v from 'valibot';

import type { Batch } from '../../src-core/data/image-dataset';
import type { Feed, Session, Variables } from '../../src-core/graph/program';
import { SearchNetwork } from '../../src-core/nn/search-network';
import { RandomStream } from '../../src-core/random';
import type { Alphas } from '../../src-core/search/step-executor';
import { searchVariables } from '../../src-core/search/search-variables';
import { toAlphas } from './genotypes';
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

  /** @param noise a number chooses one of many starts whose weights carry about half a last bit of noise; null is none */
  constructor(
    private readonly golden: GoldenFolder,
    private readonly noise: number | null,
  ) {
    this.config = golden.field('config', Config);
    const { initChannels: channels, layers, classes } = this.config;
    this.network = new SearchNetwork({ channels, layers, classes, imageChannels: 3 });
    requireSameWeights(golden, golden.field('weights', Tensors), this.network.parameters.weights);
    const fresh = searchVariables(this.network, 0);
    this.variables = {
      ...fresh,
      weights: { ...fresh['weights'], shape: fresh['weights']?.shape ?? [], initial: this.weights() },
      alphas: { shape: fresh['alphas']?.shape ?? [], initial: Float32Array.from(golden.values('start.alphas')) },
    };
  }

  /** Puts a session back to the start. */
  reset(session: Session): void {
    for (const [name, { initial }] of Object.entries(this.variables)) session.write(name, initial);
  }

  get alphas(): Alphas {
    return toAlphas(this.golden.values('start.alphas'));
  }

  momentum(): Float32Array {
    return Float32Array.from(toOurWeights(this.network.parameters, this.golden.values('start.momentum')));
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

  private weights(): Float32Array {
    const weights = Float32Array.from(toOurWeights(this.network.parameters, this.golden.values('start.weights')));
    if (this.noise === null) return weights;
    const random = new RandomStream(this.noise, 'parity-noise');
    return weights.map((weight) => weight * (1 + (2 * random.float() - 1) * 2 ** -23));
  }
}
