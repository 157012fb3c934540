import { INPUT_STATES } from '../space/cell-topology';
import type { Genotype, GenotypeEdge } from '../space/genotype';
import { formatTable } from './format';

/** Both cells of a genotype side by side: what each node computes from which states. */
export function genotypeTable(genotype: Genotype): string[] {
  const [normal, reduce] = [cellRows(genotype.normal), cellRows(genotype.reduce)];
  const rows = Array.from({ length: Math.max(normal.length, reduce.length) }, (_, i) => [
    ...(normal[i] ?? EMPTY_ROW),
    '',
    ...(reduce[i] ?? EMPTY_ROW),
  ]);
  return formatTable([['Normal cell', '', '', '', 'Reduction cell'], ...rows]);
}

const EMPTY_ROW: readonly string[] = ['', '', ''];

/** As the reference draws it (quark0/darts cnn/visualize.py): nodes from 0, inputs c_{k-2} and c_{k-1}. */
function cellRows(edges: readonly GenotypeEdge[]): string[][] {
  return edges.map(([operation, source], i) => [
    i % 2 === 0 ? `node ${Math.floor(i / 2)}` : '',
    operation,
    `from ${source < INPUT_STATES ? `c_{k-${INPUT_STATES - source}}` : `node ${source - INPUT_STATES}`}`,
  ]);
}
