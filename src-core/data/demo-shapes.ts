/**
 * Signed distance from a point to a shape's outline: negative inside. Shapes are centred on the origin, about two units
 * across, x pointing right and y down (formulas after Quilez, "2D distance functions").
 */
export type Outline = (x: number, y: number) => number;

/** How much paint, 0 to 1, a fill has at a point in pixels. */
export type Pattern = (x: number, y: number) => number;

/** No outline is farther from the origin than this. */
export const REACH = 1.4;

/** The shapes of the demo set: telling them apart takes a view of the whole. */
export const OUTLINES: Readonly<Record<'disc' | 'square' | 'triangle' | 'cross' | 'ring', Outline>> = {
  disc: (x, y) => length(x, y) - 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.88,
  triangle: (x, y) => Math.max(Math.abs(x) * SIN_60 - y * 0.5, y) - 0.6,
  cross: (x, y) => {
    const [long, short] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
    return Math.max(long - 1.05, short - 0.36);
  },
  ring: (x, y) => Math.abs(length(x, y) - 0.76) - 0.3,
};

/** The fills of the demo set, with bars of `size` pixels: telling them apart takes a close look. */
export const PATTERNS: Readonly<Record<'plain' | 'striped', (size: number) => Pattern>> = {
  plain: () => () => 1,
  striped: (size) => (_, y) => soften(wave(y, size)),
};

const SIN_60 = Math.sqrt(3) / 2;

/** Faster than Math.hypot, which guards against overflow. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

function wave(position: number, size: number): number {
  return Math.sin((Math.PI * position) / size);
}

/** From a wave of -1 to 1 to bars of 0 and 1 with soft borders. */
function soften(height: number): number {
  return Math.min(1, Math.max(0, 0.5 + 1.2 * height));
}
