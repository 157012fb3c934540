import { describe, expect, it } from 'vitest';

import { ARC_LAYOUT, ARC_NODE } from '../../../renderer/lib/arc-layout';
import { EDGES } from '../../../src-core/space/cell-topology';

/** What a name takes up: a pill of 54 by 20. */
const LABEL = { width: 54, height: 20 };

describe('ARC_LAYOUT', () => {
  it('draws seven states from left to right and all fourteen edges', () => {
    const xs = ARC_LAYOUT.nodes.map(({ x }) => x);
    expect(ARC_LAYOUT.nodes).toHaveLength(7);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
    expect(ARC_LAYOUT.arcs.map(({ row }) => row)).toEqual(Array.from({ length: EDGES }, (_, row) => row));
  });

  it('gives every name a place of its own, apart from the states', () => {
    const { arcs, nodes } = ARC_LAYOUT;
    arcs.forEach((arc, i) => {
      for (const other of arcs.slice(i + 1)) {
        const apart =
          Math.abs(arc.label.x - other.label.x) >= LABEL.width || Math.abs(arc.label.y - other.label.y) >= LABEL.height;
        expect(apart, `${arc.row} and ${other.row}`).toBe(true);
      }
      for (const node of nodes) expect(node.y - arc.label.y).toBeGreaterThan((LABEL.height + ARC_NODE.height) / 2);
    });
  });

  it('stays inside its frame', () => {
    for (const { label } of ARC_LAYOUT.arcs) {
      expect(label.y - LABEL.height / 2).toBeGreaterThan(0);
      expect(label.x + LABEL.width / 2).toBeLessThan(ARC_LAYOUT.width);
    }
  });
});
