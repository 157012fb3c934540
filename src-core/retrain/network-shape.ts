import { isReductionCell } from '../space/cell-topology';
import type { Genotype, GenotypeEdge } from '../space/genotype';

/** The two networks of the paper: `cifar` has one stem of full size, `imagenet` one that halves images three times. */
export const NETWORK_KINDS = ['cifar', 'imagenet'] as const;
/** One of the two networks. */
export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** What fixes an evaluation network's shape. */
export interface NetworkShape {
  readonly kind: NetworkKind;
  readonly genotype: Genotype;
  /** Channels of the first cell's nodes. */
  readonly channels: number;
  readonly layers: number;
  readonly classes: number;
  /** Colour channels of the images; the reference's are 3. */
  readonly imageChannels: number;
  /** Whether there is a second classifier at two thirds of the depth, which only training uses. */
  readonly auxiliary: boolean;
}

/** The first cells' channels are this many times the stem's in the CIFAR network (the reference's `stem_multiplier`). */
export const STEM_MULTIPLIER = 3;

/** How often the layers before the first cell's last input halve the images. */
export const STEM_HALVINGS: Readonly<Record<NetworkKind, number>> = { cifar: 0, imagenet: 3 };

/** Channels in the auxiliary head. */
export const AUXILIARY_CHANNELS = [128, 768] as const;

/** One cell in its network. */
export interface CellPlan {
  readonly edges: readonly GenotypeEdge[];
  readonly concat: readonly number[];
  /** Channels of c_{k-2} and of c_{k-1}. */
  readonly inputs: readonly [number, number];
  readonly channels: number;
  readonly reduction: boolean;
  readonly reductionBefore: boolean;
  /** Channels of the cell's output. */
  readonly outputs: number;
  /** Whether the auxiliary head reads this cell. */
  readonly auxiliary: boolean;
}

/** The cells of an evaluation network, from the first to the last (quark0/darts cnn/model.py). */
export function planCells({ kind, genotype, channels, layers, auxiliary }: NetworkShape): CellPlan[] {
  const stem = kind === 'cifar' ? STEM_MULTIPLIER * channels : channels;
  let inputs: [number, number] = [stem, stem];
  let current = channels;
  return Array.from({ length: layers }, (_, index): CellPlan => {
    const reduction = isReductionCell(index, layers);
    if (reduction) current *= 2;
    const concat = reduction ? genotype.reduceConcat : genotype.normalConcat;
    const plan: CellPlan = {
      edges: reduction ? genotype.reduce : genotype.normal,
      concat,
      inputs,
      channels: current,
      reduction,
      // ImageNet's second stem halves what its first one gives.
      reductionBefore: index === 0 ? kind === 'imagenet' : isReductionCell(index - 1, layers),
      outputs: concat.length * current,
      auxiliary: auxiliary && index === Math.floor((2 * layers) / 3),
    };
    inputs = [inputs[1], plan.outputs];
    return plan;
  });
}
