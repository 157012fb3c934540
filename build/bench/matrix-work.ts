/** Square matrix products, independent of each other, that stand for the fastest this machine can compute. */
export const MATRIX_PRODUCTS = { count: 16, side: 768 } as const;

/** Floating-point operations of all of them. */
export const MATRIX_FLOPS = 2 * MATRIX_PRODUCTS.count * MATRIX_PRODUCTS.side ** 3;
