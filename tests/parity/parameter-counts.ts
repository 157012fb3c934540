import { readFileSync } from 'node:fs';

import * as v from 'valibot';

import { type Parameters, sizeOf } from '../../src-core/nn/parameters';
import { SearchNetwork } from '../../src-core/nn/search-network';
import { EvaluationNetwork } from '../../src-core/retrain/evaluation-network';
import { findPreset } from '../../src-core/space/preset-genotypes';
import { messageOf, UserError } from '../../src-core/user-error';
import type { Comparison } from './compare';

const Counts = v.record(v.string(), v.object({ total: v.number(), withoutAuxiliary: v.number() }));

/**
 * Compares the sizes of full-size networks, with the auxiliary head and without; networks that are not known are named.
 *
 * @throws UserError when the file is damaged
 */
export function compareParameterCounts(file: string): {
  readonly comparisons: readonly Comparison[];
  readonly unsupported: readonly string[];
} {
  const comparisons: Comparison[] = [];
  const unsupported: string[] = [];
  for (const [name, { total, withoutAuxiliary }] of Object.entries(read(file))) {
    const parameters = parametersOf(name);
    if (!parameters) {
      unsupported.push(name);
      continue;
    }
    comparisons.push(compared(name, parameters.weightCount, total));
    if (withoutAuxiliary !== total) {
      comparisons.push(compared(`${name}, without auxiliary`, countWithoutAuxiliary(parameters), withoutAuxiliary));
    }
  }
  return { comparisons, unsupported };
}

/** The parameters of a network that is named as in the file. */
function parametersOf(name: string): Parameters | undefined {
  const match = /^(search|cifar|imagenet)(?: (\w+))? C=(\d+) L=(\d+) classes=(\d+)$/.exec(name);
  if (!match) return undefined;
  const [, kind, preset = '', ...sides] = match;
  const [channels = 0, layers = 0, classes = 0] = sides.map(Number);
  const sizes = { channels, layers, classes, imageChannels: 3 };
  if (kind === 'search') return new SearchNetwork(sizes).parameters;
  const genotype = findPreset(preset)?.genotype;
  if (!genotype || (kind !== 'cifar' && kind !== 'imagenet')) return undefined;
  return new EvaluationNetwork({ kind, genotype, ...sizes, auxiliary: true }).parameters;
}

function countWithoutAuxiliary({ weights }: Parameters): number {
  return weights
    .filter(({ name }) => !name.startsWith('auxiliary_head.'))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function compared(name: string, ours: number, theirs: number): Comparison {
  const off = Math.abs(ours - theirs);
  return { name, maxAbs: off, relL2: off / theirs, tolerance: 0, within: off === 0 };
}

function read(file: string): v.InferOutput<typeof Counts> {
  try {
    return v.parse(Counts, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new UserError(`${file} cannot be read as parameter counts (${messageOf(error)}).`);
  }
}
