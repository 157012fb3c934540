import { readFileSync } from 'node:fs';

import * as v from 'valibot';

import { SearchNetwork } from '../../src-core/nn/search-network';
import { messageOf, UserError } from '../../src-core/user-error';
import type { Comparison } from './compare';

const Counts = v.record(v.string(), v.object({ total: v.number() }));

/**
 * Compares the sizes of full-size networks; those of networks that are not there yet are named.
 *
 * @throws UserError when the file is damaged
 */
export function compareParameterCounts(file: string): {
  readonly comparisons: readonly Comparison[];
  readonly unsupported: readonly string[];
} {
  const comparisons: Comparison[] = [];
  const unsupported: string[] = [];
  for (const [name, { total }] of Object.entries(read(file))) {
    const [, channels, layers, classes] = /^search C=(\d+) L=(\d+) classes=(\d+)$/.exec(name)?.map(Number) ?? [];
    if (channels === undefined || layers === undefined || classes === undefined) {
      unsupported.push(name);
      continue;
    }
    const { parameters } = new SearchNetwork({ channels, layers, classes, imageChannels: 3 });
    const off = Math.abs(parameters.weightCount - total);
    comparisons.push({ name, maxAbs: off, relL2: off / total, tolerance: 0, within: off === 0 });
  }
  return { comparisons, unsupported };
}

function read(file: string): v.InferOutput<typeof Counts> {
  try {
    return v.parse(Counts, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new UserError(`${file} cannot be read as parameter counts (${messageOf(error)}).`);
  }
}
