import type { Genotype, GenotypeEdge } from './genotype';
import type { Operation } from './primitives';

/** The short names below. */
const OPERATION_OF: Readonly<Record<string, Operation>> = {
  max: 'max_pool_3x3',
  avg: 'avg_pool_3x3',
  skip: 'skip_connect',
  sep3: 'sep_conv_3x3',
  sep5: 'sep_conv_5x5',
  sep7: 'sep_conv_7x7',
  dil3: 'dil_conv_3x3',
  dil5: 'dil_conv_5x5',
  cross7: 'conv_7x1_1x7',
};

const LAST_FOUR = [2, 3, 4, 5];

/**
 * Published cells, by the names under which their authors' code has them: quark0/darts cnn/genotypes.py (Zoph et al. 2018,
 * Real et al. 2018, Liu et al. 2018), yuhuixu1993/PC-DARTS genotypes.py (Xu et al. 2020) and chenxin061/pdarts genotypes.py
 * (Chen et al. 2019).
 */
export const PRESET_GENOTYPES = {
  DARTS_V1: preset(
    'sep3 1, sep3 0, skip 0, sep3 1, skip 0, sep3 1, sep3 0, skip 2',
    LAST_FOUR,
    'max 0, max 1, skip 2, max 0, max 0, skip 2, skip 2, avg 0',
    LAST_FOUR,
  ),
  DARTS_V2: preset(
    'sep3 0, sep3 1, sep3 0, sep3 1, sep3 1, skip 0, skip 0, dil3 2',
    LAST_FOUR,
    'max 0, max 1, skip 2, max 1, max 0, skip 2, skip 2, max 1',
    LAST_FOUR,
  ),
  NASNet: preset(
    'sep5 1, sep3 0, sep5 0, sep3 0, avg 1, skip 0, avg 0, avg 0, sep3 1, skip 1',
    [2, 3, 4, 5, 6],
    'sep5 1, sep7 0, max 1, sep7 0, avg 1, sep5 0, skip 3, avg 2, sep3 2, max 1',
    [4, 5, 6],
  ),
  AmoebaNet: preset(
    'avg 0, max 1, sep3 0, sep5 2, sep3 0, avg 3, sep3 1, skip 1, skip 0, avg 1',
    [4, 5, 6],
    'avg 0, sep3 1, max 0, sep7 2, sep7 0, avg 1, max 0, max 1, cross7 0, sep3 5',
    [3, 4, 6],
  ),
  PC_DARTS_cifar: preset(
    'sep3 1, skip 0, sep3 0, dil3 1, sep5 0, sep3 1, avg 0, dil3 1',
    LAST_FOUR,
    'sep5 1, max 0, sep5 1, sep5 2, sep3 0, sep3 3, sep3 1, sep3 2',
    LAST_FOUR,
  ),
  PC_DARTS_image: preset(
    'skip 1, sep3 0, sep3 0, skip 1, sep3 1, sep3 3, sep3 1, dil5 4',
    LAST_FOUR,
    'sep3 0, skip 1, dil5 2, max 1, sep3 2, sep3 1, sep5 0, sep3 3',
    LAST_FOUR,
  ),
  PDARTS: preset(
    'skip 0, dil3 1, skip 0, sep3 1, sep3 1, sep3 3, sep3 0, dil5 4',
    LAST_FOUR,
    'avg 0, sep5 1, sep3 0, dil5 2, max 0, dil3 1, dil3 1, dil5 3',
    LAST_FOUR,
  ),
} as const satisfies Record<string, Genotype>;

/** The name of a published genotype. */
export type PresetName = keyof typeof PRESET_GENOTYPES;

/** The published genotype of this name; capitals, dashes and underscores do not matter. */
export function findPreset(name: string): { readonly name: PresetName; readonly genotype: Genotype } | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, '');
  const found = (Object.keys(PRESET_GENOTYPES) as PresetName[]).find((preset) => plain(preset) === plain(name));
  return found && { name: found, genotype: PRESET_GENOTYPES[found] };
}

/** Reads `operation source, ...` in the short names below. */
function preset(normal: string, normalConcat: number[], reduce: string, reduceConcat: number[]): Genotype {
  return {
    normal: edges(normal),
    normalConcat: [...normalConcat],
    reduce: edges(reduce),
    reduceConcat: [...reduceConcat],
  };
}

function edges(text: string): GenotypeEdge[] {
  return text.split(', ').map((edge): GenotypeEdge => {
    const [short = '', source] = edge.split(' ');
    const operation = OPERATION_OF[short];
    if (operation === undefined) throw new Error(`No operation is short for ${short}.`);
    return [operation, Number(source)];
  });
}
