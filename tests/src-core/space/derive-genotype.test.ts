import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EDGE_LIST } from '../../../src-core/space/cell-topology';
import { deriveGenotype } from '../../../src-core/space/derive-genotype';
import { GenotypeSchema } from '../../../src-core/space/genotype';
import type { GenotypeEdge } from '../../../src-core/space/genotype';
import { PRIMITIVES } from '../../../src-core/space/primitives';
import type { Primitive } from '../../../src-core/space/primitives';
import * as v from 'valibot';

const GOLDEN = resolve('../shared/golden/genotypes');

describe('deriveGenotype', () => {
  it('keeps the two edges with the most probable operations, the most probable first', () => {
    // Node 0 has edges 0 and 1 only. Softmax of one logit x among seven zeros: e^x / (e^x + 7).
    const cell = cellOf({ 0: { skip_connect: 1 }, 1: { sep_conv_5x5: 2 } });
    expect(deriveCell(cell).slice(0, 2)).toEqual([
      ['sep_conv_5x5', 1],
      ['skip_connect', 0],
    ]);
  });

  it('drops the weakest edges of a node with more than two', () => {
    // Node 2 has edges 5 to 8, from states 0 to 3.
    const cell = cellOf({
      5: { max_pool_3x3: 0.3 },
      6: { avg_pool_3x3: 0.1 },
      7: { dil_conv_3x3: 0.2 },
      8: { dil_conv_5x5: 0.4 },
    });
    expect(deriveCell(cell).slice(4, 6)).toEqual([
      ['dil_conv_5x5', 3],
      ['max_pool_3x3', 0],
    ]);
  });

  it('never chooses none, however large', () => {
    const cell = EDGE_LIST.map(() => row({ none: 50, dil_conv_3x3: 1 }));
    for (const [op] of deriveCell(cell)) expect(op).toBe('dil_conv_3x3');
  });

  it('ranks by probabilities that none takes part in', () => {
    // Node 1 has edges 2 to 4. Edge 2 has the largest alpha (3), but none at 5 leaves it e^3/(e^5+e^3+6) = 0.12;
    // edges 3 and 4 have e^1/(e^1+7) = 0.28 and e^0.5/(e^0.5+7) = 0.19.
    const cell = cellOf({ 2: { none: 5, sep_conv_3x3: 3 }, 3: { skip_connect: 1 }, 4: { max_pool_3x3: 0.5 } });
    expect(deriveCell(cell).slice(2, 4)).toEqual([
      ['skip_connect', 1],
      ['max_pool_3x3', 2],
    ]);
  });

  it('gives ties to the lower edge and the lower operation', () => {
    const tie = Array.from({ length: 4 }, (): GenotypeEdge[] => [
      ['max_pool_3x3', 0],
      ['max_pool_3x3', 1],
    ]);
    expect(deriveCell(EDGE_LIST.map(() => row({})))).toEqual(tie.flat());
  });

  it('does not overflow with large alphas', () => {
    const cell = cellOf({ 0: { skip_connect: 2000 }, 1: { sep_conv_3x3: 1000 } });
    expect(deriveCell(cell).slice(0, 2)).toEqual([
      ['skip_connect', 0],
      ['sep_conv_3x3', 1],
    ]);
  });

  it('gives a valid genotype for any alphas, the same when a constant is added to an edge', () => {
    const alpha = fc.integer({ min: -40, max: 40 }).map((value) => value / 8);
    const matrix = fc.array(fc.array(alpha, { minLength: 8, maxLength: 8 }), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(matrix, matrix, (normal, reduce) => {
        const genotype = deriveGenotype({ normal, reduce });
        expect(v.parse(GenotypeSchema, genotype)).toEqual(genotype);
        expect(genotype.normalConcat).toEqual([2, 3, 4, 5]);
        for (let node = 0; node < 4; node++) {
          const [first, second] = genotype.normal.slice(2 * node);
          expect(first?.[1]).not.toBe(second?.[1]);
        }
        const shifted = normal.map((values, edge) => values.map((value) => value + (edge % 3)));
        expect(deriveGenotype({ normal: shifted, reduce })).toEqual(genotype);
      }),
    );
  });

  it('refuses alphas of another shape', () => {
    expect(() => deriveGenotype({ normal: [[1]], reduce: [[1]] })).toThrow('[14][8]');
  });

  it.runIf(existsSync(GOLDEN))('derives what the reference derives from the same alphas', () => {
    interface Manifest {
      readonly genotypes: readonly Record<'normal' | 'reduce' | 'normal_concat' | 'reduce_concat', unknown>[];
    }
    const { genotypes } = JSON.parse(readFileSync(resolve(GOLDEN, 'manifest.json'), 'utf8')) as Manifest;
    const bytes = readFileSync(resolve(GOLDEN, 'tensors.bin'));
    const alphas = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const cell = (index: number): number[][] =>
      EDGE_LIST.map((edge) => [...alphas.subarray((index * 14 + edge.index) * 8, (index * 14 + edge.index + 1) * 8)]);
    expect(genotypes.length).toBe(200);
    for (const [i, expected] of genotypes.entries()) {
      const { normal, normalConcat, reduce, reduceConcat } = deriveGenotype({
        normal: cell(2 * i),
        reduce: cell(2 * i + 1),
      });
      const ours = { normal, normal_concat: normalConcat, reduce, reduce_concat: reduceConcat };
      expect(ours, `genotype ${i}`).toEqual(expected);
    }
  });
});

function row(alphas: Partial<Record<Primitive, number>>): number[] {
  return PRIMITIVES.map((op) => alphas[op] ?? 0);
}

/** A cell whose other edges are strongly `none`. */
function cellOf(edges: Record<number, Partial<Record<Primitive, number>>>): number[][] {
  return EDGE_LIST.map(({ index }) => row(edges[index] ?? { none: 20 }));
}

function deriveCell(alphas: number[][]): GenotypeEdge[] {
  const { normal, reduce } = deriveGenotype({ normal: alphas, reduce: alphas });
  expect(reduce).toEqual(normal);
  return normal;
}
