import type { Operation } from './primitives';

/**
 * One colour for each operation in pictures that leave the app: the hues that the window uses, dark enough for text on
 * white (contrast 4.5 or more).
 */
export const PRIMITIVE_COLOURS: Readonly<Record<Operation, string>> = {
  none: '#696c75',
  max_pool_3x3: '#9a5f30',
  avg_pool_3x3: '#736810',
  skip_connect: '#923580',
  sep_conv_3x3: '#1f74b8',
  sep_conv_5x5: '#223aad',
  dil_conv_3x3: '#0a6f53',
  dil_conv_5x5: '#971d01',
  sep_conv_7x7: '#5b2f9e',
  conv_7x1_1x7: '#4a5d23',
};
