import type { Primitive } from './primitives';

/**
 * One colour for each operation, the same in every picture: families share a hue (pools blue, separable convolutions
 * orange, dilated ones purple), and each is dark enough for text on white (contrast 4.5 or more).
 */
export const PRIMITIVE_COLOURS: Readonly<Record<Primitive, string>> = {
  none: '#6b7280',
  max_pool_3x3: '#1d4ed8',
  avg_pool_3x3: '#0e7490',
  skip_connect: '#15803d',
  sep_conv_3x3: '#b45309',
  sep_conv_5x5: '#b91c1c',
  dil_conv_3x3: '#7e22ce',
  dil_conv_5x5: '#be185d',
};
