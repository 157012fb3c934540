import type { Operation } from '../../space/primitives';
import { type Parameter, type Parameters, sectionOf, sizeOf } from '../parameters';
import type { OperationPlan, StagePlan } from './cell-plan';

/** Plans a declared cell's operations: finds its weights and normalisations by the names that the reference gives them. */
export class CellPlanner {
  private readonly offsets: ReadonlyMap<string, number>;
  private readonly norms: ReadonlyMap<string, number>;

  /**
   * @param name of the cell, whose weights must be declared in `parameters` already
   * @param channels of each node
   */
  constructor(
    parameters: Parameters,
    private readonly name: string,
    private readonly channels: number,
  ) {
    this.offsets = offsetsOf(parameters.weights.filter((parameter) => sectionOf(parameter) === name));
    this.norms = new Map(parameters.normalisations.map((norm) => [norm.name, norm.index]));
  }

  /** `preprocess0` and `preprocess1`. */
  preprocess(reductionBefore: boolean): [StagePlan, StagePlan] {
    const first = reductionBefore ? this.factorizedReduce('preprocess0') : this.reluConvBn('preprocess0');
    return [first, this.reluConvBn('preprocess1')];
  }

  /**
   * @param path of the operation's module in its cell, such as `_ops.3`
   * @param normalisedPools whether a normalisation follows a pooling, as in the search
   * @returns null when the operation has no fused form
   */
  operation(operation: Operation, path: string, stride: 1 | 2, normalisedPools: boolean): OperationPlan | null {
    const stages = (...list: StagePlan[]): OperationPlan => ({ kind: 'stages', stages: list });
    const pool = (kind: 'max' | 'avg'): OperationPlan => {
      return { kind: 'pool', pool: kind, norm: normalisedPools ? this.norm(`${path}.1`) : null };
    };
    const sepConv = (kernel: 3 | 5 | 7): OperationPlan =>
      stages(
        this.depthwise(path, 1, { kernel, stride, dilation: 1 }),
        this.depthwise(path, 5, { kernel, stride: 1, dilation: 1 }),
      );
    switch (operation) {
      case 'none':
      case 'conv_7x1_1x7':
        return null;
      case 'max_pool_3x3':
        return pool('max');
      case 'avg_pool_3x3':
        return pool('avg');
      case 'skip_connect':
        return stride === 1 ? { kind: 'identity' } : stages(this.factorizedReduce(path));
      case 'sep_conv_3x3':
        return sepConv(3);
      case 'sep_conv_5x5':
        return sepConv(5);
      case 'sep_conv_7x7':
        return sepConv(7);
      case 'dil_conv_3x3':
        return stages(this.depthwise(path, 1, { kernel: 3, stride, dilation: 2 }));
      case 'dil_conv_5x5':
        return stages(this.depthwise(path, 1, { kernel: 5, stride, dilation: 2 }));
    }
  }

  private factorizedReduce(path: string): StagePlan {
    // The two convolutions' weights follow each other.
    return this.stage({ kernel: 0, stride: 2, dilation: 1 }, '', `${path}.conv_1`, `${path}.bn`);
  }

  private norm(path: string): number {
    const name = `${this.name}.${path}`;
    return this.norms.get(name) ?? missing(name);
  }

  private reluConvBn(path: string): StagePlan {
    return this.stage({ kernel: 0, stride: 1, dilation: 1 }, '', `${path}.op.1`, `${path}.op.2`);
  }

  private depthwise(path: string, first: number, window: Window): StagePlan {
    return this.stage(window, `${path}.op.${first}`, `${path}.op.${first + 1}`, `${path}.op.${first + 2}`);
  }

  private stage(window: Window, depthwise: string, pointwise: string, norm: string): StagePlan {
    const scale = this.offsets.get(`${this.name}.${norm}.weight`);
    return {
      shape: {
        ...window,
        outputs: this.channels,
        depthwise: depthwise === '' ? 0 : this.offset(`${depthwise}.weight`),
        pointwise: this.offset(`${pointwise}.weight`),
      },
      norm: this.norm(norm),
      affine: scale === undefined ? null : { scale, offset: this.offset(`${norm}.bias`) },
    };
  }

  private offset(path: string): number {
    const name = `${this.name}.${path}`;
    return this.offsets.get(name) ?? missing(name);
  }
}

type Window = Pick<StagePlan['shape'], 'kernel' | 'stride' | 'dilation'>;

function offsetsOf(weights: readonly Parameter[]): Map<string, number> {
  let offset = 0;
  return new Map(
    weights.map((parameter) => {
      const place = offset;
      offset += sizeOf(parameter.shape);
      return [parameter.name, place];
    }),
  );
}

function missing(name: string): never {
  throw new Error(`The cell declares no ${name}.`);
}
