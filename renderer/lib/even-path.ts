/** How many curves every path gets: more than any edge of a searched cell has. */
const CURVES = 24;

type Corner = readonly [number, number];
type Curve = readonly [Corner, Corner, Corner, Corner];

/**
 * The same line cut into a fixed number of curves: browsers can only move one path into another when both have the same
 * commands. Takes what `layoutCell` gives: one `M x y`, then `C x1 y1 x2 y2 x y` for every curve; a path of more curves
 * stays as it is.
 * @throws RangeError for any other path
 */
export function evenPath(path: string): string {
  const curves = parse(path);
  while (curves.length < CURVES) {
    const longest = curves.reduce((best, curve, i) => (width(curve) > width(curves[best]) ? i : best), 0);
    const curve = curves[longest];
    if (curve !== undefined) curves.splice(longest, 1, ...halves(curve));
  }
  const start = curves[0]?.[0] ?? [0, 0];
  return `M${text(start)} ${curves.map(([, a, b, c]) => `C${text(a)} ${text(b)} ${text(c)}`).join(' ')}`;
}

/** Where a path ends; it runs level there, as `layoutCell` draws. */
export function pathEnd(path: string): { readonly x: number; readonly y: number } {
  const [x = 0, y = 0] = parse(path).pop()?.[3] ?? [];
  return { x, y };
}

function parse(path: string): Curve[] {
  const [start, ...rest] = path.split('C');
  const first = numbers(start?.replace('M', '') ?? '');
  let from: Corner = [first[0] ?? NaN, first[1] ?? NaN];
  const curves = rest.map((part): Curve => {
    const [ax = NaN, ay = NaN, bx = NaN, by = NaN, cx = NaN, cy = NaN] = numbers(part);
    const curve: Curve = [from, [ax, ay], [bx, by], [cx, cy]];
    from = [cx, cy];
    return curve;
  });
  if (curves.length === 0 || curves.flat(2).some((value) => !Number.isFinite(value))) {
    throw new RangeError(`evenPath: not a path of curves: ${path}`);
  }
  return curves;
}

function numbers(part: string): number[] {
  return part
    .trim()
    .split(/[\s,]+/)
    .map(Number);
}

/** De Casteljau's construction at one half. */
function halves([a, b, c, d]: Curve): [Curve, Curve] {
  const [ab, bc, cd] = [middle(a, b), middle(b, c), middle(c, d)];
  const [abc, bcd] = [middle(ab, bc), middle(bc, cd)];
  const center = middle(abc, bcd);
  return [
    [a, ab, abc, center],
    [center, bcd, cd, d],
  ];
}

function middle([ax, ay]: Corner, [bx, by]: Corner): Corner {
  return [(ax + bx) / 2, (ay + by) / 2];
}

function width(curve: Curve | undefined): number {
  return curve === undefined ? 0 : Math.abs(curve[3][0] - curve[0][0]);
}

function text([x, y]: Corner): string {
  return `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`;
}
