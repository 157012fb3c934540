import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CELL_SIZES, layoutCell } from '../../../src-core/space/cell-layout';
import type { CellLayout } from '../../../src-core/space/cell-layout';
import type { Box } from '../../../src-core/space/edge-routes';
import type { GenotypeEdge } from '../../../src-core/space/genotype';
import { cellEdges } from './arbitrary-genotype';

/** The normal cell of DARTS_V2 (quark0/darts cnn/genotypes.py). */
const NORMAL: GenotypeEdge[] = [
  ['sep_conv_3x3', 0],
  ['sep_conv_3x3', 1],
  ['sep_conv_3x3', 0],
  ['sep_conv_3x3', 1],
  ['sep_conv_3x3', 1],
  ['skip_connect', 0],
  ['skip_connect', 0],
  ['dil_conv_3x3', 2],
];
const CONCAT = [2, 3, 4, 5];

describe('layoutCell', () => {
  it('places the seven states and draws eight operations and four links to the output', () => {
    const cell = layoutCell(NORMAL, CONCAT);
    expect(cell.nodes.map((node) => node.id)).toEqual(['c_{k-2}', 'c_{k-1}', '0', '1', '2', '3', 'c_{k}']);
    expect(cell.nodes.map((node) => node.kind)).toEqual([
      ...['input', 'input', 'intermediate', 'intermediate', 'intermediate', 'intermediate', 'output'],
    ]);
    expect(cell.edges.filter((edge) => edge.op !== null).map(({ from, op, to }) => [from, op, to])).toEqual([
      ['c_{k-2}', 'sep_conv_3x3', '0'],
      ['c_{k-1}', 'sep_conv_3x3', '0'],
      ['c_{k-2}', 'sep_conv_3x3', '1'],
      ['c_{k-1}', 'sep_conv_3x3', '1'],
      ['c_{k-1}', 'sep_conv_3x3', '2'],
      ['c_{k-2}', 'skip_connect', '2'],
      ['c_{k-2}', 'skip_connect', '3'],
      ['0', 'dil_conv_3x3', '3'],
    ]);
    expect(cell.edges.filter((edge) => edge.op === null).map((edge) => edge.from)).toEqual(['0', '1', '2', '3']);
  });

  it('links only the concatenated states to the output', () => {
    const links = layoutCell(NORMAL, [4, 5]).edges.filter((edge) => edge.op === null);
    expect(links.map(({ from, to }) => [from, to])).toEqual([
      ['2', 'c_{k}'],
      ['3', 'c_{k}'],
    ]);
  });

  it('draws two edges between the same states apart', () => {
    const cell = layoutCell(
      [
        ['avg_pool_3x3', 0],
        ['skip_connect', 0],
      ],
      [2],
    );
    const [first, second] = cell.edges.map((edge) => edge.label);
    expect(first).not.toBeNull();
    expect(first && second && overlap(first, second)).toBe(false);
  });

  it('is a pure function', () => {
    expect(layoutCell(NORMAL, CONCAT)).toEqual(layoutCell(NORMAL, CONCAT));
  });

  it('refuses a state that the cell lacks', () => {
    expect(() => layoutCell(NORMAL, [6])).toThrow('state 6 does not exist');
  });

  it('gives every cell a readable drawing', () => {
    fc.assert(
      fc.property(cellEdges(), fc.uniqueArray(fc.nat(3), { minLength: 1 }), (edges, nodes) => {
        const cell = layoutCell(
          edges,
          nodes.map((node) => 2 + node),
        );
        expectInsideFrame(cell);
        expectNoOverlap([...cell.nodes, ...cell.edges.flatMap((edge) => edge.label ?? [])]);
        expectLeftToRight(cell);
        expectPathsTouchTheirNodes(cell);
      }),
      { numRuns: 150 },
    );
  });
});

function overlap(a: Box, b: Box): boolean {
  const slack = 0.2; // coordinates are rounded to tenths
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 - slack && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - slack
  );
}

function expectNoOverlap(boxes: readonly Box[]): void {
  for (const [i, box] of boxes.entries()) {
    for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false);
  }
}

function expectInsideFrame(cell: CellLayout): void {
  for (const node of cell.nodes) {
    expect(node.x - node.width / 2).toBeGreaterThanOrEqual(0);
    expect(node.y - node.height / 2).toBeGreaterThanOrEqual(0);
    expect(node.x + node.width / 2).toBeLessThanOrEqual(cell.width);
    expect(node.y + node.height / 2).toBeLessThanOrEqual(cell.height);
    expect(node).toMatchObject(CELL_SIZES.node);
  }
}

function expectLeftToRight(cell: CellLayout): void {
  const x = new Map(cell.nodes.map((node) => [node.id, node.x]));
  for (const edge of cell.edges) expect(x.get(edge.from)).toBeLessThan(x.get(edge.to) ?? NaN);
  expect(x.get('c_{k-2}')).toBe(x.get('c_{k-1}'));
  expect(cell.nodes[0]?.y).toBeLessThan(cell.nodes[1]?.y ?? NaN); // c_{k-2} above c_{k-1}
  expect(x.get('c_{k-2}')).toBe(Math.min(...x.values()));
  expect(x.get('c_{k}')).toBe(Math.max(...x.values()));
}

/** Paths leave on the right, enter on the left, and are level wherever they pass the column of a box. */
function expectPathsTouchTheirNodes(cell: CellLayout): void {
  const nodes = new Map(cell.nodes.map((node) => [node.id, node]));
  const boxes = [...cell.nodes, ...cell.edges.flatMap((edge) => edge.label ?? [])];
  for (const { path, from, to, label } of cell.edges) {
    const points = pointsOf(path);
    const [start, end] = [points[0], points.at(-1)];
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (!start || !end || !source || !target) throw new Error(`${path} leads from nowhere to nowhere.`);
    expect(start.x).toBeCloseTo(source.x + source.width / 2, 0);
    expect(end.x).toBeCloseTo(target.x - target.width / 2, 0);
    expect(Math.abs(start.y - source.y)).toBeLessThan(source.height / 2);
    expect(Math.abs(end.y - target.y)).toBeLessThan(target.height / 2);
    for (const [i, point] of points.entries()) {
      const before = points[i - 1];
      if (before === undefined) continue;
      const stretch = {
        x: (before.x + point.x) / 2,
        y: (before.y + point.y) / 2,
        width: point.x - before.x,
        height: Math.abs(point.y - before.y),
      };
      const crossed = boxes
        .filter((box) => box.x !== label?.x || box.y !== label.y)
        .filter((box) => overlap(box, stretch));
      expect(crossed).toEqual([]);
    }
  }
}

/** Where the pieces of a path meet. */
function pointsOf(path: string): { readonly x: number; readonly y: number }[] {
  return path.split(' C').map((piece) => {
    const [x = NaN, y = NaN] = piece.replace('M', '').split(' ').slice(-2).map(Number);
    return { x, y };
  });
}
