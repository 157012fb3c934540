import { layoutCell } from './cell-layout';
import type { CellEdge, CellLayout, CellNode } from './cell-layout';
import type { Genotype } from './genotype';
import { PRIMITIVE_COLOURS } from './primitive-colours';
import { OPERATIONS } from './primitives';
import type { Operation } from './primitives';

/** Both cells, one above the other, with a legend: a picture that needs nothing else (for papers, slides, the web). */
export function genotypeToSvg(genotype: Genotype, title = 'Genotype'): string {
  const cells = [
    { heading: 'Normal cell', layout: layoutCell(genotype.normal, genotype.normalConcat) },
    { heading: 'Reduction cell', layout: layoutCell(genotype.reduce, genotype.reduceConcat) },
  ];
  const used = OPERATIONS.filter((op) => [...genotype.normal, ...genotype.reduce].some(([other]) => other === op));
  const width = Math.max(LEGEND_WIDTH, ...cells.map(({ layout }) => layout.width)) + 2 * MARGIN;
  const drawings: string[] = [];
  let top = MARGIN;
  for (const { heading, layout } of cells) {
    drawings.push(`<g transform="translate(${MARGIN} ${top})">`, ...drawCell(heading, layout), '</g>');
    top += HEADING + layout.height + MARGIN;
  }
  drawings.push(...used.flatMap((op, i) => drawLegendEntry(op, i, top)));
  const height = top + Math.ceil(used.length / LEGEND_COLUMNS) * LEGEND_ROW + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escape(title)}</title>`,
    '<defs>',
    ...[...used, null].map(drawArrowHead),
    '</defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawings,
    '</svg>',
    '',
  ].join('\n');
}

const MARGIN = 16;
const HEADING = 26;
const LEGEND_COLUMNS = 4;
const LEGEND_COLUMN = 124;
const LEGEND_WIDTH = LEGEND_COLUMNS * LEGEND_COLUMN;
const LEGEND_ROW = 22;
const LINK_COLOUR = '#9ca3af';
const NODE_COLOURS: Readonly<Record<CellNode['kind'], string>> = {
  input: '#b4eeb4',
  intermediate: '#add8e6',
  output: '#eee8aa',
};

function drawCell(heading: string, { nodes, edges }: CellLayout): string[] {
  return [
    `<text x="8" y="16" font-size="15" font-weight="bold">${escape(heading)}</text>`,
    `<g transform="translate(0 ${HEADING})">`,
    ...edges.flatMap(drawEdge),
    ...nodes.flatMap(drawNode),
    '</g>',
  ];
}

function drawEdge({ op, path, label }: CellEdge): string[] {
  const colour = colourOf(op);
  const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.5" marker-end="url(#${arrowId(op)})"/>`;
  if (op === null || label === null) return [line];
  const { x, y, width, height } = label;
  return [
    line,
    `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${x}" y="${y}" fill="${colour}" text-anchor="middle" dominant-baseline="central">${escape(op)}</text>`,
  ];
}

function drawNode({ id, kind, x, y, width, height }: CellNode): string[] {
  return [
    `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="6" fill="${NODE_COLOURS[kind]}" stroke="#374151"/>`,
    `<text x="${x}" y="${y}" text-anchor="middle" dominant-baseline="central">${escape(id)}</text>`,
  ];
}

function drawLegendEntry(op: Operation, index: number, top: number): string[] {
  const x = MARGIN + 8 + (index % LEGEND_COLUMNS) * LEGEND_COLUMN;
  const y = top + Math.floor(index / LEGEND_COLUMNS) * LEGEND_ROW + LEGEND_ROW / 2;
  return [
    `<rect x="${x}" y="${y - 6}" width="12" height="12" rx="2" fill="${colourOf(op)}"/>`,
    `<text x="${x + 18}" y="${y}" dominant-baseline="central">${escape(op)}</text>`,
  ];
}

/** An arrow head cannot take its line's colour everywhere, so each colour has its own. */
function drawArrowHead(op: Operation | null): string {
  return (
    `<marker id="${arrowId(op)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">` +
    `<path d="M0 0L8 4L0 8z" fill="${colourOf(op)}"/></marker>`
  );
}

function arrowId(op: Operation | null): string {
  return `arrow-${op ?? 'link'}`;
}

function colourOf(op: Operation | null): string {
  return op === null ? LINK_COLOUR : PRIMITIVE_COLOURS[op];
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
