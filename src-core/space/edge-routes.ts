/** A point of a drawing, y pointing down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box by its centre. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** An edge to lead from one box to another. */
export interface Link {
  readonly from: Box;
  readonly to: Box;
  /** Where it passes the columns in between. */
  readonly bends: readonly Point[];
}

/**
 * Leads edges through a drawing whose boxes stand in columns. Each leaves its box on the right and enters the next on the
 * left, side by side with the others in the order of where they lead, and is level within a column: as long as no bend
 * lies in a box, no edge crosses one.
 *
 * @param boxes all boxes of the drawing
 * @param links the edges
 * @returns for each link all points of its line
 */
export function routeEdges(boxes: readonly Box[], links: readonly Link[]): readonly (readonly Point[])[] {
  const halfWidths = new Map<number, number>();
  for (const { x, width } of boxes) halfWidths.set(x, Math.max(width / 2, halfWidths.get(x) ?? 0));
  const halfColumn = ({ x }: Point): number => halfWidths.get(x) ?? 0;

  const starts = portHeights(links.map(({ from, to, bends }) => ({ box: from, aim: bends[0] ?? to })));
  const ends = portHeights(links.map(({ from, to, bends }) => ({ box: to, aim: bends.at(-1) ?? from })));
  return links.map(({ from, to, bends }, i) => [
    ...level(from.x, starts[i] ?? from.y, from.width / 2, halfColumn(from)),
    ...bends.flatMap((bend) => level(bend.x, bend.y, -halfColumn(bend), halfColumn(bend))),
    ...level(to.x, ends[i] ?? to.y, -halfColumn(to), -to.width / 2),
  ]);
}

/** The part of a box's side that edges spread over. */
const SPREAD = 0.7;

/** The heights at which edges touch their boxes: evenly spread, ordered by the height of what each aims at. */
function portHeights(touches: readonly { readonly box: Box; readonly aim: Point }[]): number[] {
  return touches.map((touch) => {
    const { box } = touch;
    const order = touches.filter((other) => other.box === box).sort((a, b) => a.aim.y - b.aim.y);
    return box.y + box.height * SPREAD * ((order.indexOf(touch) + 0.5) / order.length - 0.5);
  });
}

function level(x: number, y: number, ...offsets: readonly number[]): Point[] {
  return offsets.map((offset) => ({ x: x + offset, y }));
}
