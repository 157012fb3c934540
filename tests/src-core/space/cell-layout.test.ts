import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CELL_SIZES, layoutCell } from '../../../src-core/space/cell-layout';
import type { Box, CellLayout } from '../../../src-core/space/cell-layout';
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
  expect(x.get('c_{k-2}')).toBe(Math.min(...x.values()));
  expect(x.get('c_{k}')).toBe(Math.max(...x.values()));
}

function expectPathsTouchTheirNodes(cell: CellLayout): void {
  const nodes = new Map(cell.nodes.map((node) => [node.id, node]));
  for (const { path, from, to } of cell.edges) {
    const numbers = path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    const [startX = NaN, startY = NaN] = numbers;
    const [endX = NaN, endY = NaN] = numbers.slice(-2);
    for (const [node, x, y] of [
      [nodes.get(from), startX, startY],
      [nodes.get(to), endX, endY],
    ] as const) {
      if (node === undefined) throw new Error(`no node for ${path}`);
      expect(Math.abs(x - node.x)).toBeLessThanOrEqual(node.width / 2 + 0.2);
      expect(Math.abs(y - node.y)).toBeLessThanOrEqual(node.height / 2 + 0.2);
    }
  }
}
