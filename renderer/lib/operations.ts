import { type Operation, PRIMITIVES } from '../../src-core/space/primitives';

/** How an operation is shown. */
export interface OperationLook {
  readonly name: Operation;
  /** Fits on an edge of a cell graph. */
  readonly short: string;
  /** In words, for legends and tips. */
  readonly words: string;
  /** The custom property that holds its colour: the same in heat maps, graphs and legends. */
  readonly property: `--op-${string}`;
  /** That colour as a style takes it. */
  readonly color: string;
}

const SHORT: Record<Operation, string> = {
  none: 'none',
  max_pool_3x3: 'max 3×3',
  avg_pool_3x3: 'avg 3×3',
  skip_connect: 'skip',
  sep_conv_3x3: 'sep 3×3',
  sep_conv_5x5: 'sep 5×5',
  dil_conv_3x3: 'dil 3×3',
  dil_conv_5x5: 'dil 5×5',
  sep_conv_7x7: 'sep 7×7',
  conv_7x1_1x7: '7×1·1×7',
};

const WORDS: Record<Operation, string> = {
  none: 'No connection',
  max_pool_3x3: 'Max pooling 3×3',
  avg_pool_3x3: 'Average pooling 3×3',
  skip_connect: 'Skip connection',
  sep_conv_3x3: 'Separable convolution 3×3',
  sep_conv_5x5: 'Separable convolution 5×5',
  dil_conv_3x3: 'Dilated convolution 3×3',
  dil_conv_5x5: 'Dilated convolution 5×5',
  sep_conv_7x7: 'Separable convolution 7×7',
  conv_7x1_1x7: 'Convolution 1×7, then 7×1',
};

/** The eight operations in their fixed order, as they are shown everywhere. */
export const OPERATIONS: readonly OperationLook[] = PRIMITIVES.map(operationLook);

/** How one operation is shown. */
export function operationLook(name: Operation): OperationLook {
  const property = `--op-${name.replaceAll('_', '-')}` as const;
  return { name, short: SHORT[name], words: WORDS[name], property, color: `var(${property})` };
}
