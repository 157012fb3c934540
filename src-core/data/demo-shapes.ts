/**
 * Signed distance from a point to a shape's outline: negative inside. Shapes are centred on the origin, about two units
 * across, x pointing right and y down (formulas after Quilez, "2D distance functions").
 */
export type Outline = (x: number, y: number) => number;

/** A brightness pattern, 0 or 1, of a point in pixels. */
export type Pattern = (x: number, y: number) => number;

/** The shapes of the demo set: telling them apart takes a view of the whole. */
export const OUTLINES: Readonly<Record<'disc' | 'square' | 'triangle' | 'cross' | 'ring', Outline>> = {
  disc: (x, y) => Math.hypot(x, y) - 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.88,
  triangle: (x, y) => Math.max(Math.abs(x) * SIN_60 + y * 0.5, -y) - 0.56,
  cross: (x, y) => {
    const [long, short] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
    return Math.max(long - 1.05, short - 0.36);
  },
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.76) - 0.3,
};

/** The fills of the demo set, with features of `size` pixels: telling them apart takes a close look. */
export const PATTERNS: Readonly<Record<'striped' | 'checked', (size: number) => Pattern>> = {
  striped: (size) => (_, y) => bar(y, size),
  checked: (size) => (x, y) => (bar(x, size) === bar(y, size) ? 1 : 0),
};

const SIN_60 = Math.sqrt(3) / 2;

function bar(position: number, size: number): number {
  return Math.floor(position / size) & 1;
}
