import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import type { TensorFacts } from '../../../src-core/runs/checkpoint-format';
import { isFiniteState, requireOwnCheckpoint } from '../../../src-core/loop/run-checkpoint';
import type { Position, RunCheckpoint } from '../../../src-core/loop/run-checkpoint';
import { SearchCheckpointSchema } from '../../../src-core/search/search-checkpoint';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { ArithmeticExecutor } from '../search/arithmetic-executor';
import { exampleHeader } from '../search/example-checkpoint';

const TENSORS: readonly TensorFacts[] = [
  { name: 'weights', type: 'float32', shape: [10] },
  { name: 'alphas', type: 'float32', shape: [2, 14, 8] },
];
/** A search whose log holds twelve measurements. */
const OWN = {
  phase: 'search',
  identity: exampleHeader(),
  machine: Object.assign(new ArithmeticExecutor(), { stateShapes: { alphas: [2, 14, 8], weights: [10] } }),
  extent: { epochs: 3, stepsPerEpoch: 4, validationBatches: 2 },
} as const;

function accept(change: Partial<RunCheckpoint>, tensors = TENSORS): void {
  requireOwnCheckpoint({ ...exampleHeader(), ...change }, tensors, OWN, 12);
}

const at = (epoch: number, step: number, validated: number): { position: Position } => ({
  position: { epoch, step, validated },
});

describe('requireOwnCheckpoint', () => {
  it.each([at(0, 0, 0), at(1, 2, 0), at(1, 4, 0), at(2, 4, 2), at(3, 0, 0)])('takes %j', (header) => {
    accept(header);
  });

  it.each([
    [{ config: { ...exampleHeader().config, seed: 7 } }, 'it belongs to a search with other settings'],
    [{ data: 'beef' }, 'it belongs to a search on other data'],
    [{ genotype: PRESET_GENOTYPES.DARTS_V2 }, 'it belongs to another genotype'],
    [{ measurements: 13 }, 'it knows of 13 measurements where the metrics hold 12'],
    [at(4, 0, 0), 'it stands at a place'],
    [at(3, 1, 0), 'it stands at a place'],
    [at(1, 5, 0), 'it stands at a place'],
    [at(1, 4, 3), 'it stands at a place'],
    [at(1, 2, 1), 'it stands at a place'],
  ])('refuses %j', (header, sentence) => {
    expect(() => {
      accept(header);
    }).toThrow(sentence);
  });

  it.each([
    [[TENSORS[0]]],
    [[...TENSORS, { name: 'more', type: 'float32', shape: [1] }]],
    [[{ name: 'weights', type: 'float32', shape: [11] }, TENSORS[1]]],
    [[{ name: 'weights', type: 'int32', shape: [10] }, TENSORS[1]]],
    [[{ name: 'Weights', type: 'float32', shape: [10] }, TENSORS[1]]],
  ])('refuses the tensors %j', (tensors) => {
    expect(() => {
      accept({}, tensors as TensorFacts[]);
    }).toThrow('it holds the tensors of another network');
  });
});

describe('SearchCheckpointSchema', () => {
  it('is satisfied by what a search saves, and by nothing that lacks a field or has one more', () => {
    const header = exampleHeader();
    expect(v.parse(SearchCheckpointSchema, JSON.parse(JSON.stringify(header)))).toEqual(header);
    for (const name of Object.keys(header)) {
      expect(v.safeParse(SearchCheckpointSchema, { ...header, [name]: undefined }).success, name).toBe(false);
    }
    expect(v.safeParse(SearchCheckpointSchema, { ...header, more: 1 }).success).toBe(false);
  });
});

describe('isFiniteState', () => {
  it('finds a single number that is not', () => {
    const state = (value: number) => ({
      tensors: { a: { shape: [3], values: Float32Array.of(1, value, 3) } },
      counters: { steps: 1 },
    });
    expect(isFiniteState(state(2))).toBe(true);
    expect(isFiniteState(state(Number.NaN))).toBe(false);
    expect(isFiniteState(state(Number.POSITIVE_INFINITY))).toBe(false);
    expect(isFiniteState({ ...state(2), counters: { steps: Number.NaN } })).toBe(false);
  });
});
