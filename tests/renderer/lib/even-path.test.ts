import { describe, expect, it } from 'vitest';

import { evenPath, pathEnd } from '../../../renderer/lib/even-path';
import { layoutCell } from '../../../src-core/space/cell-layout';
import { makeAlphas } from '../helpers/records';

function commands(path: string): string {
  return path.replace(/[^A-Z]/g, '');
}

describe('evenPath', () => {
  it('gives every edge of any cell the same commands, so that one can move into another', () => {
    const paths = Array.from({ length: 20 }, (_, i) => makeAlphas(0, i, false).genotype).flatMap((genotype) =>
      layoutCell(genotype.normal, genotype.normalConcat).edges.map((edge) => evenPath(edge.path)),
    );
    expect(new Set(paths.map(commands)).size).toBe(1);
  });

  it('keeps the ends and the middle where they were', () => {
    const path = evenPath('M0 0 C8 0 8 16 16 16');
    expect(path.startsWith('M0 0 C')).toBe(true);
    expect(path.endsWith(' 16 16')).toBe(true);
    // At one half the curve is at (0 + 3 * 8 + 3 * 8 + 16) / 8 = 8 in x and (3 * 16 + 16) / 8 = 8 in y.
    expect(path).toContain(' 8 8 C');
  });

  it('refuses what is no path of curves', () => {
    expect(() => evenPath('M0 0 L5 5')).toThrow(RangeError);
    expect(() => evenPath('')).toThrow(RangeError);
  });
});

describe('pathEnd', () => {
  it('is where the tip of an arrow belongs', () => {
    expect(pathEnd('M0 0 C8 0 8 16 16 16 C20 16 20 3.5 24 3.5')).toEqual({ x: 24, y: 3.5 });
  });
});
