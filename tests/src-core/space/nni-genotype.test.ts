import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseGenotype } from '../../../src-core/space/genotype-text';
import { genotypeToNni } from '../../../src-core/space/nni-genotype';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { UserError } from '../../../src-core/user-error';
import { genotype } from './arbitrary-genotype';

const { DARTS_V2, NASNet } = PRESET_GENOTYPES;

/** One node a cell, as python prints nni's dictionary. */
const SMALL =
  "{'normal/op_2_0': 'sep_conv_3x3', 'normal/input_2_0': [0], 'normal/op_2_1': 'skip_connect', 'normal/input_2_1': 1, " +
  "'reduce/op_2_0': 'max_pool_3x3', 'reduce/input_2_0': 0, 'reduce/op_2_1': 'none', 'reduce/input_2_1': [1]}";

describe("nni's dictionary", () => {
  it('is written as its model hub has it', () => {
    const entries = JSON.parse(genotypeToNni(DARTS_V2)) as Record<string, unknown>;
    expect(Object.keys(entries)).toHaveLength(32);
    expect(entries).toMatchObject({ 'normal/op_5_1': 'dil_conv_3x3', 'normal/input_5_1': [2] });
  });

  it('is read as python or JSON, with inputs in lists or not, and with settings beside the cells', () => {
    const expected = {
      normal: [
        ['sep_conv_3x3', 0],
        ['skip_connect', 1],
      ],
      normalConcat: [2],
      reduce: [
        ['max_pool_3x3', 0],
        ['none', 1],
      ],
      reduceConcat: [2],
    };
    expect(parseGenotype(SMALL)).toEqual(expected);
    expect(parseGenotype(SMALL.replaceAll("'", '"').replace('{', '{"width": 36, "depth": 20, '))).toEqual(expected);
    expect(parseGenotype(SMALL.replace('}', ',\n}'))).toEqual(expected);
  });

  it('is read back as it was written, for every genotype that it can hold', () => {
    fc.assert(
      fc.property(genotype(), (value) => {
        const all = (edges: readonly unknown[]): number[] => Array.from({ length: edges.length / 2 }, (_, i) => 2 + i);
        const whole = { ...value, normalConcat: all(value.normal), reduceConcat: all(value.reduce) };
        expect(parseGenotype(genotypeToNni(whole))).toEqual(whole);
      }),
    );
  });

  it('cannot hold a cell that leaves nodes out of its output', () => {
    expect(() => genotypeToNni(NASNet)).toThrow('The reduce cell concatenates states 4, 5, 6');
  });

  it.each([
    [SMALL.replace("'normal/op_2_1': 'skip_connect', ", ''), 'lacks normal/op_2_1'],
    [SMALL.replace("'reduce/input_2_0': 0, ", ''), 'lacks reduce/input_2_0'],
    [SMALL.replace('skip_connect', 'max_pool_7x7'), '"max_pool_7x7" as normal/op_2_1'],
    [SMALL.replace("'skip_connect'", "__import__('os')"), 'on line 1, where an entry'],
    [SMALL.replace('[0]', '[0, 1]'), 'on line 1, where an entry'],
    [SMALL.replace('[0]', "'0'"), 'normal.0.1'],
    [SMALL.replace('[0]', '-1'), 'normal.0.1'],
    [SMALL.replace('[0]', '7'), 'does not come before its node'],
    [SMALL.replace('op_2_0', 'op_3_0'), 'normal'],
    [SMALL.replace('input_2_1', 'input_2_2'), 'lacks normal/input_2_1'],
    [SMALL.replace('}', ", 'normal/op_4_0': 'none'}"), 'normal/op_4_0, which belongs to no node'],
    [SMALL.replace('}', ", 'normal/op_2_0': 'none'}"), 'normal/op_2_0 twice'],
    [SMALL.replace('}', ", '__proto__': {'a': 1}}"), 'on line 1, where an entry'],
    [SMALL.replace('}', ''), 'on line 1, where an entry'],
  ])('is refused in one sentence when it is %j', (text, part) => {
    const read = (): unknown => parseGenotype(text);
    expect(read).toThrow(UserError);
    expect(read).toThrow(part);
  });
});
