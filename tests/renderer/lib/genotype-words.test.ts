import { describe, expect, it } from 'vitest';

import { breakGenotypeText } from '../../../renderer/lib/break-genotype-text';
import { describeCell } from '../../../renderer/lib/describe-cell';
import { genotypeToPython, parseGenotype } from '../../../src-core/space/genotype-text';
import { makeAlphas } from '../helpers/records';

describe('breakGenotypeText', () => {
  it('puts each node on a line and stays the same genotype', () => {
    const { genotype } = makeAlphas(0, 3, false);
    const text = breakGenotypeText(genotypeToPython(genotype));
    expect(parseGenotype(text)).toEqual(genotype);
    expect(text.split('\n')).toHaveLength(16); // 2 + 2 * (4 nodes + 3)
  });
});

describe('describeCell', () => {
  it('tells a cell in words', () => {
    expect(
      describeCell('Normal cell', [
        ['sep_conv_3x3', 0],
        ['skip_connect', 1],
      ]),
    ).toBe('Normal cell: node 0 adds separable convolution 3×3 of cₖ₋₂ and skip connection of cₖ₋₁.');
  });
});
