/**
 * The eight candidate operations of an edge, in the reference's order (quark0/darts cnn/genotypes.py).
 * The order is part of the format: column `k` of an alpha matrix belongs to `PRIMITIVES[k]`.
 */
export const PRIMITIVES = [
  'none',
  'max_pool_3x3',
  'avg_pool_3x3',
  'skip_connect',
  'sep_conv_3x3',
  'sep_conv_5x5',
  'dil_conv_3x3',
  'dil_conv_5x5',
] as const;

/** The name of a candidate operation. */
export type Primitive = (typeof PRIMITIVES)[number];

/** Every operation that a genotype may name: the search's, and two that only NASNet's and AmoebaNet's cells need. */
export const OPERATIONS = [...PRIMITIVES, 'sep_conv_7x7', 'conv_7x1_1x7'] as const;

/** The name of an operation of a genotype. */
export type Operation = (typeof OPERATIONS)[number];
