import type { CellPlan } from '../retrain/network-shape';
import { INPUT_STATES } from '../space/cell-topology';
import type { Operation } from '../space/primitives';
import type { Feature } from './image-ops';
import type { Layers } from './network-graph';

/** A cell of an exported network: what `EvaluationCell` computes in evaluation. */
export class CellGraph {
  private readonly rectified = new Map<string, Feature>();

  constructor(
    private readonly layers: Layers,
    private readonly name: string,
    private readonly plan: CellPlan,
  ) {}

  /**
   * @param before c_{k-2}
   * @param last c_{k-1}
   */
  build(before: Feature, last: Feature): Feature {
    const { ops } = this.layers;
    const { edges, concat, reduction, reductionBefore } = this.plan;
    const states = [
      reductionBefore
        ? this.reduce(before, `${this.name}.preprocess0`)
        : this.convBn(before, `${this.name}.preprocess0`),
      this.convBn(last, `${this.name}.preprocess1`),
    ];
    for (let first = 0; first < edges.length; first += 2) {
      const paths = edges.slice(first, first + 2).map(([operation, source], place) => {
        const stride = reduction && source < INPUT_STATES ? 2 : 1;
        return this.operation(operation, stateOf(states, source), stride, `${this.name}._ops.${first + place}`);
      });
      states.push(paths.reduce((a, b) => ops.add(a, b, `${this.name}.node.${first / 2}`)));
    }
    return ops.concat(
      concat.map((state) => stateOf(states, state)),
      `${this.name}.output`,
    );
  }

  private operation(operation: Operation, x: Feature, stride: 1 | 2, name: string): Feature {
    const { layers } = this;
    const { ops } = layers;
    const sampled = (whole: Feature): Feature => (stride === 2 ? ops.sample(whole, 0, `${name}/sample`) : whole);
    switch (operation) {
      case 'none':
        return ops.zeros(sampled(x), name);
      case 'max_pool_3x3':
        return sampled(ops.pool('MaxPool', x, name));
      case 'avg_pool_3x3':
        return sampled(ops.pool('AvgPool', x, name));
      case 'skip_connect':
        return stride === 1 ? x : this.reduce(x, name);
      case 'sep_conv_3x3':
      case 'sep_conv_5x5':
      case 'sep_conv_7x7': {
        const first = layers.depthwise(this.relu(x), `${name}.op.1.weight`, stride);
        const middle = layers.norm(layers.conv(first, `${name}.op.2.weight`), `${name}.op.3`);
        const second = layers.depthwise(ops.relu(middle, `${name}.op.4`), `${name}.op.5.weight`);
        return layers.norm(layers.conv(second, `${name}.op.6.weight`), `${name}.op.7`);
      }
      case 'dil_conv_3x3':
      case 'dil_conv_5x5': {
        const filtered = stride === 2 ? this.dilatedAtStride2(x, name) : this.dilated(x, name);
        return layers.norm(layers.conv(filtered, `${name}.op.2.weight`), `${name}.op.3`);
      }
      case 'conv_7x1_1x7': {
        const across = layers.windowed('Conv2D', this.relu(x), `${name}.1.weight`, [1, stride]);
        return layers.norm(layers.windowed('Conv2D', across, `${name}.2.weight`, [stride, 1]), `${name}.3`);
      }
    }
  }

  /** Dilation 2 as a plain convolution of the image's four phases: no runtime gets that wrong. */
  private dilated(x: Feature, name: string): Feature {
    const { ops } = this.layers;
    const whole = this.relu(x);
    const filtered = this.layers.depthwise(ops.toPhases(whole, `${name}/phases`), `${name}.op.1.weight`);
    return ops.fromPhases(filtered, whole, `${name}/whole`);
  }

  /** Rows 2i-2, 2i, 2i+2 are neighbours once only every second row is left. */
  private dilatedAtStride2(x: Feature, name: string): Feature {
    return this.layers.depthwise(this.layers.ops.sample(this.relu(x), 0, `${name}/sample`), `${name}.op.1.weight`);
  }

  private convBn(x: Feature, name: string): Feature {
    return this.layers.norm(this.layers.conv(this.relu(x), `${name}.op.1.weight`), `${name}.op.2`);
  }

  /** FactorizedReduce. */
  private reduce(x: Feature, name: string): Feature {
    const { layers } = this;
    const { ops } = layers;
    const whole = this.relu(x);
    const { height, width } = whole;
    const isEven = height % 2 === 0 && width % 2 === 0;
    const padded = isEven ? whole : ops.pad(whole, [0, height % 2], [0, width % 2], `${name}/pad`);
    const even = layers.conv(ops.sample(whole, 0, `${name}/even`), `${name}.conv_1.weight`);
    const odd = layers.conv(ops.sample(padded, 1, `${name}/odd`), `${name}.conv_2.weight`);
    return layers.norm(ops.concat([even, odd], `${name}/both`), `${name}.bn`);
  }

  /** Rectified, once for all operations that leave a state. */
  private relu(x: Feature): Feature {
    const known = this.rectified.get(x.node);
    if (known) return known;
    const rectified = this.layers.ops.relu(x, `${this.name}.relu`);
    this.rectified.set(x.node, rectified);
    return rectified;
  }
}

function stateOf(states: readonly Feature[], index: number): Feature {
  const state = states[index];
  if (state === undefined) throw new Error(`The cell has no state ${index}.`);
  return state;
}
