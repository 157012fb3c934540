import { EDGE_LIST, INPUT_STATES, STEPS } from '../../src-core/space/cell-topology';

/** A state of the cell on the line, by its centre. */
export interface ArcNode {
  /** `c_{k-2}`, `c_{k-1}`, `0` to `3`, `c_{k}`. */
  readonly id: string;
  readonly kind: 'input' | 'intermediate' | 'output';
  readonly x: number;
  readonly y: number;
}

/** An edge as an arc over the line; its operation's name stands at the top. */
export interface Arc {
  /** Row of the alpha matrix. */
  readonly row: number;
  readonly node: number;
  readonly source: number;
  readonly path: string;
  readonly end: { readonly x: number; readonly y: number };
  readonly label: { readonly x: number; readonly y: number };
}

/** A whole cell with all its edges, wherever it may be drawn. */
export interface ArcLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly ArcNode[];
  readonly arcs: readonly Arc[];
  /** Lines from the nodes into the output, below the line. */
  readonly links: readonly { readonly state: number; readonly path: string }[];
}

/** Half the width and height of a state's box. */
export const ARC_NODE = { width: 36, height: 26 };

const DISTANCE = 80;
const MARGIN = 26;
/** How much higher an arc rises for each state that it passes; no two names come nearer than half of it. */
const RISE = 27;
const FOOT = 12;
/** Room between two arcs at a state. */
const PORT = 4;
const LONGEST = INPUT_STATES + STEPS - 1;
const LINE = FOOT + LONGEST * RISE + 16;

/**
 * All states of a cell on a line from left to right, and all its edges as arcs over it. Nothing moves while the alphas
 * change, and no two names share a place: two arcs with one middle differ in length, and so in height.
 */
export const ARC_LAYOUT: ArcLayout = layoutArcs();

function layoutArcs(): ArcLayout {
  const ids = ['c_{k-2}', 'c_{k-1}', ...Array.from({ length: STEPS }, (_, node) => String(node)), 'c_{k}'];
  const x = (state: number): number => MARGIN + state * DISTANCE;
  const output = ids.length - 1;
  return {
    width: x(output) + MARGIN,
    height: LINE + 52,
    nodes: ids.map((id, state) => ({ id, kind: kindOf(state, output), x: x(state), y: LINE })),
    arcs: EDGE_LIST.map(({ index, node, source }): Arc => {
      const target = INPUT_STATES + node;
      const length = target - source;
      // The longest arc is the outermost: it leaves and arrives next to the middle of the box.
      const from = x(source) + 2 + PORT * (LONGEST - length) * 0.75;
      const to = x(target) - 2 - PORT * (LONGEST - length) * 0.75;
      const [foot, top] = [LINE - ARC_NODE.height / 2, LINE - FOOT - RISE * length];
      const control = foot - ((foot - top) * 4) / 3;
      return {
        row: index,
        node,
        source,
        path: `M${from} ${foot}C${from} ${control} ${to} ${control} ${to} ${foot - 6}`,
        end: { x: to, y: foot },
        label: { x: (from + to) / 2, y: top },
      };
    }),
    links: Array.from({ length: STEPS }, (_, node) => {
      const [from, to] = [x(INPUT_STATES + node), x(output)];
      const [foot, depth] = [LINE + ARC_NODE.height / 2, LINE + ARC_NODE.height / 2 + 8 + 6 * (STEPS - node)];
      return {
        state: INPUT_STATES + node,
        path: `M${from} ${foot}C${from} ${depth + 4} ${from + 24} ${depth} ${from + 40} ${depth}L${to - 40} ${depth}C${to - 12} ${depth} ${to - node * 3} ${depth} ${to - node * 3} ${foot}`,
      };
    }),
  };
}

function kindOf(state: number, output: number): ArcNode['kind'] {
  if (state === output) return 'output';
  return state < INPUT_STATES ? 'input' : 'intermediate';
}
