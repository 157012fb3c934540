import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { genotypeToDot } from '../../../src-core/space/genotype-dot';
import { genotypeToSvg } from '../../../src-core/space/genotype-svg';
import type { Genotype } from '../../../src-core/space/genotype';
import { PRIMITIVE_COLOURS } from '../../../src-core/space/primitive-colours';
import { genotype } from './arbitrary-genotype';

const GENOTYPE: Genotype = {
  normal: [
    ['sep_conv_3x3', 0],
    ['skip_connect', 1],
    ['dil_conv_5x5', 2],
    ['sep_conv_3x3', 1],
  ],
  normalConcat: [2, 3],
  reduce: [
    ['max_pool_3x3', 0],
    ['max_pool_3x3', 1],
  ],
  reduceConcat: [2],
};
const HOSTILE = `"]; a -> b; \\ </title><script>alert('1')</script>&\n`;

describe('genotypeToDot', () => {
  it('draws both cells in one graph', () => {
    const lines = genotypeToDot(GENOTYPE).split('\n');
    expect(lines).toContain('    "normal-2" -> "normal-3" [label="dil_conv_5x5"];');
    expect(lines).toContain('    "normal-1" [label="c_{k-1}", fillcolor=darkseagreen2];');
    expect(lines).toContain('    "reduce-1" -> "reduce-2" [label="max_pool_3x3"];');
    expect(lines.filter((line) => line.includes('-> "normal-out"'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('-> "reduce-out"'))).toHaveLength(1);
  });

  it('keeps a hostile title inside its quotes', () => {
    const [first, second] = genotypeToDot(GENOTYPE, HOSTILE).split('\n');
    expect(first).toBe(`digraph "\\"]; a -> b; \\\\ </title><script>alert('1')</script>&\\n" {`);
    expect(second).toBe('  rankdir=LR;');
  });
});

describe('genotypeToSvg', () => {
  it('draws each operation in its colour, with a legend of those used', () => {
    const svg = genotypeToSvg(GENOTYPE);
    for (const [op, edges] of Object.entries({ sep_conv_3x3: 2, max_pool_3x3: 2, skip_connect: 1, dil_conv_5x5: 1 })) {
      expect(svg.split(`>${op}<`)).toHaveLength(1 + edges + 1); // its edges and its legend entry
    }
    expect(svg).toContain(`stroke="${PRIMITIVE_COLOURS.dil_conv_5x5}"`);
    expect(svg).not.toContain('avg_pool_3x3');
  });

  it('escapes its title', () => {
    const svg = genotypeToSvg(GENOTYPE, HOSTILE);
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;');
  });

  it('is well formed for every genotype', () => {
    fc.assert(
      fc.property(genotype(), (value) => {
        expectBalancedTags(genotypeToSvg(value));
      }),
      { numRuns: 30 },
    );
  });
});

describe('PRIMITIVE_COLOURS', () => {
  it('are all different and readable on white (WCAG contrast 4.5)', () => {
    const colours = Object.values(PRIMITIVE_COLOURS);
    expect(new Set(colours).size).toBe(colours.length);
    for (const colour of colours) expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThan(4.5);
  });
});

function expectBalancedTags(svg: string): void {
  const open: string[] = [];
  for (const [, slash, name = '', end] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (slash) expect(open.pop()).toBe(name);
    else if (!end) open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|null/);
}

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
