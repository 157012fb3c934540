import { INPUT_STATES } from './cell-topology';
import type { Genotype, GenotypeEdge } from './genotype';

/**
 * Both cells as one Graphviz graph, in the looks of quark0/darts cnn/visualize.py; only the concatenated states lead to
 * the output.
 */
export function genotypeToDot(genotype: Genotype, title = 'Genotype'): string {
  return [
    `digraph ${quote(title)} {`,
    '  rankdir=LR;',
    '  node [style=filled, shape=box, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=11];',
    ...cell('normal', 'Normal cell', genotype.normal, genotype.normalConcat),
    ...cell('reduce', 'Reduction cell', genotype.reduce, genotype.reduceConcat),
    '}',
    '',
  ].join('\n');
}

/** Graphviz strings end at an unescaped quote; a backslash would start one of its escapes. */
function quote(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\r?\n/g, '\\n')}"`;
}

function cell(name: string, label: string, edges: readonly GenotypeEdge[], concat: readonly number[]): string[] {
  const nodes = Array.from({ length: edges.length / 2 }, (_, node) => node);
  const id = (state: number | 'out'): string => quote(`${name}-${state}`);
  const box = (state: number | 'out', text: string, colour: string): string =>
    `    ${id(state)} [label=${quote(text)}, fillcolor=${colour}];`;
  return [
    `  subgraph ${quote(`cluster-${name}`)} {`,
    `    label=${quote(label)};`,
    box(0, 'c_{k-2}', 'darkseagreen2'),
    box(1, 'c_{k-1}', 'darkseagreen2'),
    ...nodes.map((node) => box(INPUT_STATES + node, String(node), 'lightblue')),
    box('out', 'c_{k}', 'palegoldenrod'),
    ...edges.map(
      ([op, source], i) => `    ${id(source)} -> ${id(INPUT_STATES + Math.floor(i / 2))} [label=${quote(op)}];`,
    ),
    ...concat.map((state) => `    ${id(state)} -> ${id('out')};`),
    '  }',
  ];
}
