import type { Attribute, ElementType, TensorSpec } from './graph';

/**
 * What an operation gives, from what it is given: the rule by which a program is traced without running it. Rules follow
 * TensorFlow's own shape functions (tensorflow/core/ops).
 *
 * @throws Error when shapes do not fit each other, or depend on values that are only known when the program runs
 */
export function inferShapes(
  op: string,
  inputs: readonly TensorSpec[],
  attributes: readonly Attribute[],
): readonly TensorSpec[] {
  const rule = RULES[op];
  if (rule === undefined) {
    throw new Error(
      `The step compiler has no shape rule for the operation ${op}; add one to graph/shape-functions.ts.`,
    );
  }
  return rule(new OpInputs(op, inputs, attributes));
}

type Rule = (op: OpInputs) => TensorSpec[];

/** What a rule may ask about its operation. */
class OpInputs {
  constructor(
    readonly op: string,
    readonly specs: readonly TensorSpec[],
    private readonly attributes: readonly Attribute[],
  ) {}

  spec(index: number): TensorSpec {
    const spec = this.specs[index];
    if (spec === undefined) throw new Error(`${this.op} was given no input ${index}.`);
    return spec;
  }

  shape(index: number): readonly number[] {
    return this.spec(index).shape;
  }

  /** Side of an input's axis; negative axes count from the end. */
  side(index: number, axis: number): number {
    const shape = this.shape(index);
    const side = shape[axis < 0 ? axis + shape.length : axis];
    if (side === undefined)
      throw new Error(`${this.op}: input ${index} has shape [${shape.join(', ')}], no axis ${axis}.`);
    return side;
  }

  /** The values of a constant input. */
  values(index: number): number[] {
    const { value } = this.spec(index);
    if (value === undefined) {
      throw new Error(`${this.op}: input ${index} decides the shape but is only known when the program runs.`);
    }
    return Array.from(value);
  }

  attribute(name: string): Attribute['value'] | undefined {
    return this.attributes.find((attribute) => attribute.name === name)?.value;
  }

  number(name: string): number {
    const value = this.attribute(name);
    if (typeof value !== 'number') throw new Error(`${this.op} has no number ${name}.`);
    return value;
  }

  list(name: string): number[] {
    const value = this.attribute(name);
    if (!Array.isArray(value)) throw new Error(`${this.op} has no list ${name}.`);
    return value.map(Number);
  }
}

const same: Rule = (op) => [{ shape: op.shape(0), type: op.spec(0).type }];
const sameAs =
  (index: number): Rule =>
  (op) => [{ shape: op.shape(index), type: op.spec(index).type }];
const elementwise: Rule = (op) => [{ shape: broadcast(op), type: op.spec(0).type }];
const comparison: Rule = (op) => [{ shape: broadcast(op), type: 'bool' }];

const reduction: Rule = (op) => {
  const shape = op.shape(0);
  const axes = op.values(1).map((axis) => (axis < 0 ? axis + shape.length : axis));
  const keep = op.attribute('keep_dims') === true;
  const reduced = shape.flatMap((side, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [side]));
  return [{ shape: reduced, type: op.spec(0).type }];
};

/** Shape given by a constant input. */
const shapeFrom =
  (index: number): Rule =>
  (op) => [{ shape: op.values(index), type: 'float32' }];

const convolution =
  (depthwise: boolean): Rule =>
  (op) => {
    const [batch, height, width] = [op.side(0, 0), op.side(0, 1), op.side(0, 2)];
    if (op.side(0, 3) !== op.side(1, 2)) {
      throw new Error(`${op.op}: ${op.side(0, 3)} channels do not fit a filter for ${op.side(1, 2)}.`);
    }
    const channels = depthwise ? op.side(0, 3) * op.side(1, 3) : op.side(1, 3);
    const size = window(op, [op.side(1, 0), op.side(1, 1)], [height, width]);
    return [{ shape: [batch, ...size, channels], type: 'float32' }];
  };

const pooling: Rule = (op) => {
  const [, kernelHeight, kernelWidth] = op.list('ksize');
  const size = window(op, [kernelHeight ?? 1, kernelWidth ?? 1], [op.side(0, 1), op.side(0, 2)]);
  return [{ shape: [op.side(0, 0), ...size, op.side(0, 3)], type: 'float32' }];
};

/** Vectors of one number a channel, as FusedBatchNormV3 and its gradient give beside the tensor. */
const withChannels =
  (index: number, vectors: number, rest: number): Rule =>
  (op) => [
    { shape: op.shape(index), type: 'float32' },
    ...Array.from({ length: vectors }, (): TensorSpec => ({ shape: [op.side(index, 3)], type: 'float32' })),
    ...Array.from({ length: rest }, (): TensorSpec => ({ shape: [0], type: 'float32' })),
  ];

const RULES: Readonly<Record<string, Rule>> = {
  Placeholder: (op) => [{ shape: op.list('shape'), type: typeOf(op.attribute('dtype')) }],

  Abs: same,
  Exp: same,
  Identity: same,
  Log: same,
  LogSoftmax: same,
  Neg: same,
  Relu: same,
  ReluGrad: sameAs(1),
  Rsqrt: same,
  Sigmoid: same,
  Softmax: same,
  Sqrt: same,
  Square: same,
  Tanh: same,
  ZerosLike: same,

  Add: elementwise,
  AddV2: elementwise,
  DivNoNan: elementwise,
  Maximum: elementwise,
  Minimum: elementwise,
  Mul: elementwise,
  Pow: elementwise,
  RealDiv: elementwise,
  SquaredDifference: elementwise,
  Sub: elementwise,
  Equal: comparison,
  Greater: comparison,
  GreaterEqual: comparison,
  Less: comparison,
  Select: sameAs(1),
  AddN: same,
  Cast: (op) => [{ shape: op.shape(0), type: typeOf(op.attribute('DstT')) }],

  Max: reduction,
  Mean: reduction,
  Sum: reduction,

  Reshape: (op) => {
    const count = size(op.shape(0));
    const wanted = op.values(1);
    const known = wanted.reduce((product, side) => (side < 0 ? product : product * side), 1);
    const shape = wanted.map((side) => (side < 0 ? count / known : side));
    if (size(shape) !== count) {
      throw new Error(
        `Reshape: [${op.shape(0).join(', ')}] has not the ${size(shape)} elements of [${shape.join(', ')}].`,
      );
    }
    return [{ shape, type: op.spec(0).type }];
  },
  Fill: (op) => [{ shape: op.values(0), type: op.spec(1).type }],
  Tile: (op) => {
    const times = op.values(1);
    return [{ shape: op.shape(0).map((side, axis) => side * (times[axis] ?? 1)), type: op.spec(0).type }];
  },
  Transpose: (op) => [{ shape: op.values(1).map((axis) => op.side(0, axis)), type: op.spec(0).type }],
  ConcatV2: (op) => {
    const parts = op.specs.slice(0, -1);
    const rank = op.shape(0).length;
    const [given = 0] = op.values(op.specs.length - 1);
    const axis = given < 0 ? given + rank : given;
    const total = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
    for (const { shape } of parts) {
      if (shape.some((side, i) => i !== axis && side !== op.shape(0)[i])) {
        throw new Error(`ConcatV2: [${shape.join(', ')}] does not fit [${op.shape(0).join(', ')}] along axis ${axis}.`);
      }
    }
    return [{ shape: op.shape(0).map((side, i) => (i === axis ? total : side)), type: op.spec(0).type }];
  },
  Pack: (op) => {
    const axis = Number(op.attribute('axis') ?? 0);
    return [{ shape: op.shape(0).toSpliced(axis, 0, op.specs.length), type: op.spec(0).type }];
  },
  Unpack: (op) => {
    const axis = Number(op.attribute('axis') ?? 0);
    const shape = op.shape(0).toSpliced(axis, 1);
    return Array.from({ length: op.side(0, axis) }, () => ({ shape, type: op.spec(0).type }));
  },
  SplitV: (op) => {
    const [axis = 0] = op.values(2);
    const along = axis < 0 ? axis + op.shape(0).length : axis;
    return op
      .values(1)
      .map((part) => ({ shape: op.shape(0).map((side, i) => (i === along ? part : side)), type: op.spec(0).type }));
  },
  Slice: (op) => {
    const begin = op.values(1);
    const shape = op.values(2).map((side, axis) => (side < 0 ? op.side(0, axis) - (begin[axis] ?? 0) : side));
    return [{ shape, type: op.spec(0).type }];
  },
  // Only with positive strides and no masks.
  StridedSlice: (op) => {
    const [begin, end, strides] = [op.values(1), op.values(2), op.values(3)];
    const shape = op
      .shape(0)
      .map((side, axis) => Math.ceil((Math.min(end[axis] ?? side, side) - (begin[axis] ?? 0)) / (strides[axis] ?? 1)));
    return [{ shape, type: op.spec(0).type }];
  },
  StridedSliceGrad: shapeFrom(0),
  PadV2: (op) => {
    const pads = op.values(1);
    const shape = op.shape(0).map((side, axis) => side + (pads[2 * axis] ?? 0) + (pads[2 * axis + 1] ?? 0));
    return [{ shape, type: op.spec(0).type }];
  },
  OneHot: (op) => {
    const [depth = 0] = op.values(1);
    return [{ shape: [...op.shape(0), depth], type: op.spec(2).type }];
  },
  SpaceToBatchND: (op) => {
    const [blocks, pads] = [op.values(1), op.values(2)];
    const inner = blocks.map((block, i) => (op.side(0, i + 1) + (pads[2 * i] ?? 0) + (pads[2 * i + 1] ?? 0)) / block);
    if (!inner.every(Number.isInteger)) throw new Error('SpaceToBatchND: padded sides must divide by the block.');
    const batch = blocks.reduce((product, block) => product * block, op.side(0, 0));
    return [{ shape: [batch, ...inner, ...op.shape(0).slice(blocks.length + 1)], type: op.spec(0).type }];
  },
  BatchToSpaceND: (op) => {
    const [blocks, crops] = [op.values(1), op.values(2)];
    const inner = blocks.map((block, i) => op.side(0, i + 1) * block - (crops[2 * i] ?? 0) - (crops[2 * i + 1] ?? 0));
    const batch = blocks.reduce((product, block) => product / block, op.side(0, 0));
    return [{ shape: [batch, ...inner, ...op.shape(0).slice(blocks.length + 1)], type: op.spec(0).type }];
  },

  BatchMatMulV2: (op) => {
    const [adjointA, adjointB] = [op.attribute('adj_x') === true, op.attribute('adj_y') === true];
    const [rows, innerA] = adjointA ? [op.side(0, -1), op.side(0, -2)] : [op.side(0, -2), op.side(0, -1)];
    const [innerB, columns] = adjointB ? [op.side(1, -1), op.side(1, -2)] : [op.side(1, -2), op.side(1, -1)];
    if (innerA !== innerB) throw new Error(`BatchMatMulV2: inner sides ${innerA} and ${innerB} differ.`);
    return [{ shape: [...op.shape(0).slice(0, -2), rows, columns], type: 'float32' }];
  },
  Conv2D: convolution(false),
  Conv2DBackpropInput: shapeFrom(0),
  Conv2DBackpropFilter: shapeFrom(1),
  DepthwiseConv2dNative: convolution(true),
  DepthwiseConv2dNativeBackpropInput: shapeFrom(0),
  DepthwiseConv2dNativeBackpropFilter: shapeFrom(1),
  MaxPool: pooling,
  MaxPoolGrad: same,
  AvgPool: pooling,
  AvgPoolGrad: shapeFrom(0),
  FusedBatchNormV3: withChannels(0, 4, 1),
  FusedBatchNormGradV3: withChannels(1, 2, 2),
  L2Loss: () => [float([])],

  // Our own (src-core/kernels).
  DartboardStages: (op) => {
    const [strides, outputs] = [op.list('strides'), op.list('outputs')];
    const shapes: number[][] = [];
    let stage = 0;
    for (const length of op.list('lengths')) {
      let [height, width] = [op.side(0, 1), op.side(0, 2)];
      for (const end = stage + length; stage < end; stage++) {
        const stride = strides[stage] ?? 1;
        [height, width] = [Math.ceil(height / stride), Math.ceil(width / stride)];
        shapes.push([op.side(0, 0), height, width, outputs[stage] ?? 0]);
      }
    }
    return [...shapes.map(float), ...outputs.map((channels) => float([2 * channels]))];
  },
  DartboardStagesGradient: (op) => [float(op.shape(0)), float([op.number('size')]), float(gainGradients(op, 3))],
  DartboardCombine: sameAs(2),
  DartboardCombineGradient: (op) => {
    const terms = op.number('M');
    const rows = op.list('paths').some((path) => path >= 0) ? 2 * terms : terms;
    return [float([rows + 1, op.side(2, 3)]), float(gainGradients(op, 0))];
  },
  DartboardPool: (op) => {
    const measured = op.number('measured') > 0;
    return [float([op.side(0, 0), ...halved(op, 0), op.side(0, 3)]), float([measured ? 2 * op.side(0, 3) : 0])];
  },
  DartboardParameterFreeGradient: same,
  DartboardJoin: (op) => [float([...op.shape(0).slice(0, -1), op.specs.length * op.side(0, -1)])],
  DartboardSplit: (op) => {
    const parts = op.number('M');
    return Array.from({ length: parts }, () => float([...op.shape(0).slice(0, -1), op.side(0, -1) / parts]));
  },
  DartboardWeightedSum: same,
};

function float(shape: readonly number[]): TensorSpec {
  return { shape, type: 'float32' };
}

/** Shape of the gradients of one of our own operations' gains: of all in the vector, or of none. */
function gainGradients(op: OpInputs, gains: number): readonly number[] {
  return op.list('places').some((place) => place >= 0) ? op.shape(gains) : [0];
}

/** Height and width of an input after one of our own operations with padding. */
function halved(op: OpInputs, index: number): [number, number] {
  const stride = op.number('stride');
  return [Math.ceil(op.side(index, 1) / stride), Math.ceil(op.side(index, 2) / stride)];
}

function broadcast(op: OpInputs): number[] {
  const [a, b] = [op.shape(0), op.shape(1)];
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) {
      throw new Error(`${op.op}: [${a.join(', ')}] and [${b.join(', ')}] do not fit each other.`);
    }
    return left === 1 ? right : left;
  });
}

/** Height and width after a sliding window. */
function window(op: OpInputs, kernel: readonly number[], input: readonly number[]): number[] {
  const [, ...strides] = op.list('strides');
  const same = op.attribute('padding') === 'SAME';
  return input.map((side, i) => {
    const stride = strides[i] ?? 1;
    return same ? Math.ceil(side / stride) : Math.ceil((side - (kernel[i] ?? 1) + 1) / stride);
  });
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function typeOf(value: Attribute['value'] | undefined): ElementType {
  if (value === 'float32' || value === 'int32' || value === 'bool') return value;
  throw new Error(`No element type is named ${String(value)}.`);
}
