import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Genotype } from '../../../src-core/space/genotype';
import {
  genotypeToJson,
  genotypeToNestedPython,
  genotypeToPython,
  MAX_GENOTYPE_TEXT,
  parseGenotype,
} from '../../../src-core/space/genotype-text';
import { UserError } from '../../../src-core/user-error';
import { genotype } from './arbitrary-genotype';

/** As quark0/darts prints its second-order genotype (cnn/genotypes.py `DARTS_V2`, concat as a search logs it). */
const DARTS_V2_TEXT =
  "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=range(2, 6))";
const DARTS_V2: Genotype = {
  normal: [
    ['sep_conv_3x3', 0],
    ['sep_conv_3x3', 1],
    ['sep_conv_3x3', 0],
    ['sep_conv_3x3', 1],
    ['sep_conv_3x3', 1],
    ['skip_connect', 0],
    ['skip_connect', 0],
    ['dil_conv_3x3', 2],
  ],
  normalConcat: [2, 3, 4, 5],
  reduce: [
    ['max_pool_3x3', 0],
    ['max_pool_3x3', 1],
    ['skip_connect', 2],
    ['max_pool_3x3', 1],
    ['max_pool_3x3', 0],
    ['skip_connect', 2],
    ['skip_connect', 2],
    ['max_pool_3x3', 1],
  ],
  reduceConcat: [2, 3, 4, 5],
};
/** The smallest genotype, for the cases below. */
const SMALL =
  "Genotype(normal=[('none', 0), ('none', 1)], normal_concat=[2], reduce=[('none', 0), ('none', 1)], reduce_concat=[2])";

describe('genotypeToPython', () => {
  it('writes what the reference prints', () => {
    expect(genotypeToPython(DARTS_V2)).toBe(DARTS_V2_TEXT);
  });

  it('writes states that do not follow one another as a list', () => {
    const text = genotypeToPython({ ...DARTS_V2, reduceConcat: [3, 5] });
    expect(text).toContain('normal_concat=range(2, 6)');
    expect(text).toContain('reduce_concat=[3, 5])');
  });
});

describe('parseGenotype', () => {
  it('reads what the reference prints', () => {
    expect(parseGenotype(DARTS_V2_TEXT)).toEqual(DARTS_V2);
  });

  it('reads what people write in genotypes.py', () => {
    const text = `
      # the second-order cell
      DARTS_V2 = Genotype(
        normal = [("sep_conv_3x3", 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1),
                  ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ['dil_conv_3x3', 2,],],
        reduce=(('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1),
                ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)),
        normal_concat=[2, 3, 4, 5], # all
        reduce_concat=range(2, 6),
      )
    `;
    expect(parseGenotype(text)).toEqual(DARTS_V2);
  });

  it('reads back every genotype that it writes', () => {
    fc.assert(
      fc.property(genotype(), (value) => {
        expect(parseGenotype(genotypeToPython(value))).toEqual(value);
        expect(parseGenotype(genotypeToJson(value))).toEqual(value);
        expect(parseGenotype(genotypeToNestedPython(value))).toEqual(value);
      }),
    );
  });

  it('reads what khanrc/pt.darts prints: a list for each node', () => {
    const text = genotypeToNestedPython(DARTS_V2);
    expect(text).toContain("Genotype(normal=[[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], [('sep_conv_3x3', 0),");
    expect(parseGenotype(text)).toEqual(DARTS_V2);
  });

  it('reads what kubeflow/katib prints: its own names, no blanks', () => {
    const text =
      "Best-Genotype=Genotype(normal=[[('max_pooling_3x3',0),('skip_connection',1)]],normal_concat=range(2,3)," +
      "reduce=[[('separable_convolution_3x3',0),('dilated_convolution_5x5',1)]],reduce_concat=range(2,3))";
    expect(parseGenotype(text)).toEqual({
      normal: [
        ['max_pool_3x3', 0],
        ['skip_connect', 1],
      ],
      normalConcat: [2],
      reduce: [
        ['sep_conv_3x3', 0],
        ['dil_conv_5x5', 1],
      ],
      reduceConcat: [2],
    });
  });

  it('takes -0, which JSON knows, for 0', () => {
    const text = genotypeToJson(DARTS_V2).replace('"skip_connect", 0', '"skip_connect", -0');
    expect(parseGenotype(text)).toEqual(DARTS_V2);
  });

  it('reads a file that says where it came from', () => {
    const text = genotypeToJson(DARTS_V2, { run: 'run [ "a", 1 ]\n<b>', epoch: 3, globalStep: 120 });
    expect(JSON.parse(text)).toMatchObject({ source: { run: 'run [ "a", 1 ]\n<b>' } });
    expect(text).toContain('      ["dil_conv_3x3", 2]\n');
    expect(parseGenotype(`\uFEFF${text}`)).toEqual(DARTS_V2);
  });

  it.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    ['hello', "'=' at line 1, column 6, but has the end"],
    ["__import__('os').system('x')", 'line 1, column 11'],
    ['Genotype(', 'normal, normal_concat, reduce or reduce_concat at line 1, column 10, but has the end'],
    ['Genotype()', 'lacks'],
    [`${SMALL} x`, 'the end of the text at line 1'],
    [SMALL.replace("'none', 1", "'none' 1"), "',' at line 1, column 39"],
    [SMALL.replace('0)', '-1)'), 'a whole number at line 1, column 27, but has "-"'],
    [SMALL.replace('0)', '1.0)'), '"1.0), (\'none" at line 1'],
    [SMALL.replace('none', 'sep_conv_9x9'), 'quoted name of an operation'],
    [SMALL.replace('none', '<img onerror=x>'), 'quoted name of an operation'],
    [SMALL.replace('reduce=', '\nnormal='), 'a field that is not there yet at line 2, column 1'],
    [SMALL.replace('[2]', 'range(0, 999999999)'), 'more than 64 states'],
    [SMALL.replace('[2]', 'range(1, 2, 3)'), 'one or two numbers'],
    [SMALL.replace('[2]', 'range(2, 2)'), 'normalConcat'],
    [SMALL.replace('[2]', '[2, 2]'), 'A state is concatenated twice'],
    [SMALL.replace('[2]', '[3]'), 'The cell has no such state as 3: its last is 2'],
    [SMALL.replace('reduce_concat=[2]', 'reduce_concat=[0, 2]'), 'A reduction cell cannot concatenate its inputs'],
    [
      SMALL.replace("('none', 1)]", "('none', 2)]"),
      'Edge 2 reads state 2, which does not come before its node, state 2',
    ],
    [SMALL.replace("('none', 0), ", ''), 'at normal: A cell needs two edges for every node, and one node at least'],
    [SMALL.replace("('none', 0), ('none', 1)]", "[('none', 0)], []]"), 'quoted name of an operation'],
    [SMALL.replace("('none', 0)", "[('none', 0), 1]"), "'[' or '(' at line 1"],
    ["Genotype(recurrent=[('tanh', 0)], concat=range(1, 9))", 'recurrent cell'],
    [SMALL.replace('none', '__proto__'), 'quoted name of an operation'],
    [SMALL.replace('[2]', '[]'), 'normalConcat'],
    ['{', 'not valid JSON'],
    ['{"format":"dartboard-genotype","version":2}', 'of a version that this Dartboard does not know'],
    ['{}', 'format'],
    [genotypeToJson(DARTS_V2).replace('"version": 1', '"version": 2'), 'version'],
    [genotypeToJson(DARTS_V2).replace('"dil_conv_3x3", 2', '"dil_conv_3x3", "2"'), 'genotype.normal.7.1'],
    [genotypeToJson(DARTS_V2).replace('dil_conv_3x3', 'dil_conv_9x9'), 'genotype.normal.7.0'],
    [genotypeToJson(DARTS_V2).replace('"dil_conv_3x3", 2', '"dil_conv_3x3", 1e308'), 'genotype.normal.7.1'],
    [genotypeToJson(DARTS_V2).replace('"version": 1', '"__proto__": {"a": 1}, "version": 1'), '__proto__'],
    [genotypeToJson(DARTS_V2).replace('"normal":', '"normal": [], "constructor":'), 'genotype'],
    [`{"a":${'['.repeat(60_000)}`, 'not valid JSON'],
    [`${SMALL}${' '.repeat(MAX_GENOTYPE_TEXT)}`, 'more than the 65,536'],
  ])('says in one sentence what is wrong with %j', (text, part) => {
    const message = failure(text);
    expect(message).toContain(part);
    expect(message.length).toBeLessThan(400);
    expect(message).not.toContain('\n');
  });

  it('throws nothing but UserError, whatever it is given', () => {
    const words = fc.constantFrom(
      ...['Genotype', '(', ')', '[', ']', '=', ',', 'range', 'normal', 'normal_concat', 'reduce', 'reduce_concat'],
      ...["'none'", '"skip_connect"', '0', '1', '2', '-', '.', '{', '}', ':', '"format"', '\n', '#', '\\', '\u2028'],
    );
    const anyText = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join(' ')),
      fc.json(),
      mutation(SMALL),
      mutation(genotypeToJson(DARTS_V2)),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          parseGenotype(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function failure(text: string): string {
  try {
    parseGenotype(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    if (error instanceof UserError) return error.message;
  }
  throw new Error(`${JSON.stringify(text.slice(0, 80))} was read.`);
}

/** A text with a piece cut out and another put in. */
function mutation(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(4), fc.string({ maxLength: 3 }))
    .map(([at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length));
}
