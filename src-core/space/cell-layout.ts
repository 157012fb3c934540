import { Graph, layout } from '@dagrejs/dagre';
import type { EdgeLabel, GraphLabel, NodeLabel } from '@dagrejs/dagre';

import { INPUT_STATES } from './cell-topology';
import { routeEdges } from './edge-routes';
import type { Box, Point } from './edge-routes';
import type { GenotypeEdge } from './genotype';
import type { Operation } from './primitives';

/** Width and height of a box. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How large things are drawn, in the drawing's own unit (pixels at 100 %). */
export interface CellSizes {
  readonly node: Size;
  /** Of the operation's name on an edge. */
  readonly label: Size;
}

/** One state of a cell, placed. */
export interface CellNode extends Box {
  /** `c_{k-2}`, `c_{k-1}`, `0` to `3`, `c_{k}`: also what is written in it (quark0/darts cnn/visualize.py). */
  readonly id: string;
  readonly kind: 'input' | 'intermediate' | 'output';
}

/** One arrow of a cell, placed. */
export interface CellEdge {
  /** Stays the same for the first and second edge of a node while genotypes change, so a drawing can move it. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** What the edge computes; null where a node is concatenated into the output. */
  readonly op: Operation | null;
  /** An SVG path from the right side of `from` to the left side of `to`. */
  readonly path: string;
  /** Where the operation's name stands, on a level part of the path; null without one. */
  readonly label: Box | null;
}

/** A cell ready to be drawn: everything lies between (0, 0) and (width, height), y pointing down. */
export interface CellLayout extends Size {
  readonly nodes: readonly CellNode[];
  readonly edges: readonly CellEdge[];
}

/** Sizes that suit 12-pixel text. */
export const CELL_SIZES: CellSizes = { node: { width: 56, height: 36 }, label: { width: 92, height: 18 } };

/**
 * Places a derived cell from left to right: the two inputs first, then the nodes, its output last. Unlike quark0/darts
 * cnn/visualize.py only the states in `concat` lead to the output.
 *
 * @param edges two edges a node, node by node, as in a genotype
 * @param concat states that the output concatenates
 * @param sizes sizes of what is drawn
 */
export function layoutCell(
  edges: readonly GenotypeEdge[],
  concat: readonly number[],
  sizes: CellSizes = CELL_SIZES,
): CellLayout {
  const count = Math.floor(edges.length / 2);
  const states = [...INPUT_IDS, ...Array.from({ length: count }, (_, node) => String(node))];
  const graph: CellGraph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 16, edgesep: 8, ranksep: 60 });
  for (const id of [...states, OUTPUT_ID]) graph.setNode(id, { ...sizes.node });

  const arrows = [
    ...edges.map(([op, source], i) => ({
      id: `node-${Math.floor(i / 2)}-${i % 2}`,
      from: idOf(states, source),
      to: String(Math.floor(i / 2)),
      op,
    })),
    ...concat.map((state) => ({ id: `output-${state}`, from: idOf(states, state), to: OUTPUT_ID, op: null })),
  ];
  for (const { id, from, to, op } of arrows) {
    graph.setEdge(from, to, op === null ? {} : { ...sizes.label, labelpos: 'c' }, id);
  }
  keepInputsFirstAndOutputLast(graph, states);
  layout(graph);

  const [first = 0, second = 0] = INPUT_IDS.map((id) => graph.node(id).y);
  const up = first > second ? -1 : 1; // turned over where that brings c_{k-2} above c_{k-1}
  const boxOf = ({ x = 0, y = 0, width = 0, height = 0 }: NodeLabel | EdgeLabel): Box => ({
    x,
    y: up * y,
    width,
    height,
  });
  const nodes = [...states, OUTPUT_ID].map((id) => ({ id, kind: kindOf(id), ...boxOf(graph.node(id)) }));
  const placed = arrows.map((arrow) => {
    const { points = [], ...label } = graph.edge({ v: arrow.from, w: arrow.to, name: arrow.id });
    const bends = points.slice(1, -1).map(({ x, y }) => ({ x, y: up * y }));
    return { ...arrow, bends, label: arrow.op === null ? null : boxOf(label) };
  });
  const lines = routeEdges(
    [...nodes, ...placed.flatMap(({ label }) => label ?? [])],
    placed.map(({ from, to, bends }) => ({ from: nodeOf(nodes, from), to: nodeOf(nodes, to), bends })),
  );
  return frame(
    nodes,
    placed.map(({ id, from, to, op, label }, i) => ({ id, from, to, op, label, points: lines[i] ?? [] })),
  );
}

const INPUT_IDS = ['c_{k-2}', 'c_{k-1}'];
const OUTPUT_ID = 'c_{k}';
const MARGIN = 8;

type CellGraph = Graph<GraphLabel, NodeLabel, EdgeLabel>;

function idOf(states: readonly string[], state: number): string {
  const id = states[state];
  if (id === undefined)
    throw new RangeError(`layoutCell: state ${state} does not exist in a cell of ${states.length}.`);
  return id;
}

function kindOf(id: string): CellNode['kind'] {
  if (id === OUTPUT_ID) return 'output';
  return INPUT_IDS.includes(id) ? 'input' : 'intermediate';
}

function nodeOf(nodes: readonly CellNode[], id: string): CellNode {
  const node = nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new RangeError(`layoutCell: there is no node ${id}.`);
  return node;
}

/** Heavy edges from a start that is not drawn hold both inputs in the first column; light ones hold the output in the last. */
function keepInputsFirstAndOutputLast(graph: CellGraph, states: readonly string[]): void {
  graph.setNode('start', { width: 0, height: 0 });
  for (const id of states.slice(0, INPUT_STATES)) graph.setEdge('start', id, { weight: 1000 }, 'hold');
  for (const id of states) {
    if ((graph.outEdges(id) ?? []).length === 0) graph.setEdge(id, OUTPUT_ID, { weight: 0 }, 'hold');
  }
}

/** Moves the drawing to the top left corner, leaving a margin, and turns the edges' points into paths. */
function frame(
  nodes: readonly CellNode[],
  edges: readonly (Omit<CellEdge, 'path'> & { readonly points: readonly Point[] })[],
): CellLayout {
  const boxes: readonly Box[] = [
    ...nodes,
    ...edges.flatMap(({ label }) => label ?? []),
    ...edges.flatMap(({ points }) => points.map((point) => ({ ...point, width: 0, height: 0 }))),
  ];
  const left = Math.min(...boxes.map((box) => box.x - box.width / 2)) - MARGIN;
  const top = Math.min(...boxes.map((box) => box.y - box.height / 2)) - MARGIN;
  const move = <T extends Point>(at: T): T => ({ ...at, x: round(at.x - left), y: round(at.y - top) });
  return {
    nodes: nodes.map(move),
    edges: edges.map(({ points, label, ...edge }) => ({
      ...edge,
      path: smoothPath(points.map(move)),
      label: label === null ? null : move(label),
    })),
    width: round(Math.max(...boxes.map((box) => box.x + box.width / 2)) + MARGIN - left),
    height: round(Math.max(...boxes.map((box) => box.y + box.height / 2)) + MARGIN - top),
  };
}

/** A path that is level at every point, as suits a drawing that runs from left to right. */
function smoothPath(points: readonly Point[]): string {
  return points
    .map(({ x, y }, i) => {
      const before = points[i - 1];
      if (before === undefined) return `M${x} ${y}`;
      const middle = round((before.x + x) / 2);
      return `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
    })
    .join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
