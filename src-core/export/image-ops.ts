import { type ExportAttribute, type ExportGraph, FLOAT, INDEX } from './export-graph';

/** A tensor of an exported graph: `[any batch, height, width, channels]`. */
export interface Feature {
  readonly node: string;
  readonly height: number;
  readonly width: number;
}

/** Kernel and steps of a window, down and across. */
type Pair = readonly [number, number];

const NHWC: ExportAttribute = { kind: 'string', value: 'NHWC' };

/** Operations on images in an exported graph; each does what its namesake in `nn/ops` does, for a batch of any size. */
export class ImageOps {
  constructor(readonly graph: ExportGraph) {}

  relu(x: Feature, name: string): Feature {
    return { ...x, node: this.graph.add('Relu', name, [x.node]) };
  }

  add(a: Feature, b: Feature, name: string): Feature {
    return { ...a, node: this.graph.add('AddV2', name, [a.node, b.node]) };
  }

  zeros(x: Feature, name: string): Feature {
    return { ...x, node: this.graph.add('ZerosLike', name, [x.node]) };
  }

  concat(parts: readonly Feature[], name: string): Feature {
    const [first] = parts;
    if (first === undefined) throw new Error('There is nothing to concatenate.');
    if (parts.length === 1) return first;
    const axis = this.graph.integers(`${name}/axis`, [3], []);
    const node = this.graph.add('ConcatV2', name, [...parts.map((part) => part.node), axis], {
      T: FLOAT,
      Tidx: INDEX,
      N: { kind: 'int', value: parts.length },
    });
    return { ...first, node };
  }

  /** Zeros around an image. */
  pad(x: Feature, rows: Pair, columns: Pair, name: string): Feature {
    const paddings = this.graph.integers(`${name}/paddings`, [0, 0, ...rows, ...columns, 0, 0], [4, 2]);
    return {
      node: this.graph.add('Pad', name, [x.node, paddings], { T: FLOAT, Tpaddings: INDEX }),
      height: x.height + rows[0] + rows[1],
      width: x.width + columns[0] + columns[1],
    };
  }

  /** `Conv2D` or `DepthwiseConv2dNative`. */
  conv(
    op: 'Conv2D' | 'DepthwiseConv2dNative',
    x: Feature,
    filter: string,
    options: { readonly kernel: Pair; readonly strides: Pair; readonly padding: 'SAME' | 'VALID' },
    name: string,
  ): Feature {
    const { strides, padding } = options;
    const node = this.graph.add(op, name, [x.node, filter], {
      T: FLOAT,
      strides: { kind: 'ints', value: [1, ...strides, 1] },
      padding: { kind: 'string', value: padding },
      data_format: NHWC,
      dilations: { kind: 'ints', value: [1, 1, 1, 1] },
    });
    return { node, ...sizeAfter(x, options) };
  }

  /** 3x3 pooling that keeps the size; averages leave out what is outside the image. */
  pool(kind: 'MaxPool' | 'AvgPool', x: Feature, name: string): Feature {
    const node = this.graph.add(kind, name, [x.node], {
      T: FLOAT,
      ksize: { kind: 'ints', value: [1, 3, 3, 1] },
      strides: { kind: 'ints', value: [1, 1, 1, 1] },
      padding: { kind: 'string', value: 'SAME' },
      data_format: NHWC,
    });
    return { ...x, node };
  }

  /** Every second pixel, beginning with the one at (`offset`, `offset`). */
  sample(x: Feature, offset: 0 | 1, name: string): Feature {
    const vector = (part: string, values: number[]): string => this.graph.integers(`${name}/${part}`, values);
    const mask = (value: number): ExportAttribute => ({ kind: 'int', value });
    const node = this.graph.add(
      'StridedSlice',
      name,
      [
        x.node,
        vector('begin', [0, offset, offset, 0]),
        vector('end', [0, x.height, x.width, 0]),
        vector('strides', [1, 2, 2, 1]),
      ],
      {
        T: FLOAT,
        Index: INDEX,
        // Batch and channels are taken whole.
        begin_mask: mask(0b1001),
        end_mask: mask(0b1001),
        ellipsis_mask: mask(0),
        new_axis_mask: mask(0),
        shrink_axis_mask: mask(0),
      },
    );
    return { node, height: Math.ceil((x.height - offset) / 2), width: Math.ceil((x.width - offset) / 2) };
  }

  /** The four half-size phases of each image, as more images. */
  toPhases(x: Feature, name: string): Feature {
    const [blocks, pads] = this.blocks(x, name);
    const attributes = { T: FLOAT, Tblock_shape: INDEX, Tpaddings: INDEX };
    const node = this.graph.add('SpaceToBatchND', name, [x.node, blocks, pads], attributes);
    return { node, height: Math.ceil(x.height / 2), width: Math.ceil(x.width / 2) };
  }

  /** Undoes `toPhases`; `whole` is the image before it. */
  fromPhases(x: Feature, whole: Feature, name: string): Feature {
    const [blocks, crops] = this.blocks(whole, name);
    const attributes = { T: FLOAT, Tblock_shape: INDEX, Tcrops: INDEX };
    return { ...whole, node: this.graph.add('BatchToSpaceND', name, [x.node, blocks, crops], attributes) };
  }

  private blocks({ height, width }: Feature, name: string): [blocks: string, margins: string] {
    return [
      this.graph.integers(`${name}/block_shape`, [2, 2]),
      this.graph.integers(`${name}/margins`, [0, height % 2, 0, width % 2], [2, 2]),
    ];
  }
}

function sizeAfter(
  { height, width }: Feature,
  { kernel, strides, padding }: { readonly kernel: Pair; readonly strides: Pair; readonly padding: 'SAME' | 'VALID' },
): { readonly height: number; readonly width: number } {
  const after = (side: number, axis: 0 | 1): number =>
    Math.ceil((padding === 'SAME' ? side : side - kernel[axis] + 1) / strides[axis]);
  return { height: after(height, 0), width: after(width, 1) };
}
