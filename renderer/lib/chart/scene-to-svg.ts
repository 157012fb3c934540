import { dashOf, type ChartLine } from '../chart-line';
import { escapeXml } from '../escape-xml';
import type { ChartScene, SceneLine } from './chart-scene';
import { markerRadius, type ChartLook } from './paint-scene';

const PADDING = 16;
const TITLE = 24;
const LEGEND_ROW = 20;

/** A chart as a picture that needs nothing else: its title, the chart, and a legend that names every line. */
export function sceneToSvg(title: string, scene: ChartScene, lines: readonly ChartLine[], look: ChartLook): string {
  const entries = layLegend(lines, scene.width, look.fontSize);
  const legendTop = PADDING + TITLE + scene.height + 22;
  const rows = 1 + Math.max(0, ...entries.map(({ row }) => row));
  const [width, height] = [scene.width + 2 * PADDING, legendTop + rows * LEGEND_ROW + PADDING];
  const ink = look.colorOf('--text');
  const muted = look.colorOf('--text-muted');
  const { plot } = scene;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeXml(look.font)}" font-size="${look.fontSize}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${look.colorOf('--surface')}"/>`,
    `<text x="${PADDING}" y="${PADDING + 12}" font-size="${look.fontSize + 3}" font-weight="600" fill="${ink}">${escapeXml(title)}</text>`,
    `<g transform="translate(${PADDING} ${PADDING + TITLE})">`,
    ...scene.yTicks.map(
      ({ at, text }) =>
        `<path d="M${plot.left} ${n(at)}H${plot.right}" stroke="${look.colorOf('--chart-grid')}"/><text x="${plot.left - 8}" y="${n(at)}" text-anchor="end" dominant-baseline="central" fill="${muted}">${escapeXml(text)}</text>`,
    ),
    ...scene.xTicks.map(
      ({ at, text }) =>
        `<text x="${n(at)}" y="${plot.bottom + 17}" text-anchor="middle" fill="${muted}">${escapeXml(text)}</text>`,
    ),
    `<text x="${plot.right}" y="${plot.bottom + 34}" text-anchor="end" fill="${muted}">${escapeXml(scene.xWords)}</text>`,
    ...scene.lines.map((line) => drawLine(line, look)),
    '</g>',
    ...entries.map(({ line, x, row }) => {
      const y = legendTop + row * LEGEND_ROW + 10;
      return `<g transform="translate(${PADDING + x} ${y})">${drawSign(line, look)}<text x="26" y="0" dominant-baseline="central" fill="${ink}">${escapeXml(line.name)}</text></g>`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

function drawLine({ look: kind, points, band, dash, color }: SceneLine, look: ChartLook): string {
  const paint = look.colorOf(color);
  const pairs: string[] = [];
  for (let i = 0; i < points.length; i += 2) pairs.push(`${n(points[i] ?? 0)} ${n(points[i + 1] ?? 0)}`);
  if (kind === 'markers') {
    const r = markerRadius(pairs.length);
    return `<path fill="${paint}" d="${pairs.map((at) => `M${at}m0 ${-r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`).join('')}"/>`;
  }
  const area = band.length === 0 ? '' : `<path fill="${paint}" fill-opacity="0.18" d="${bandPath(band)}"/>`;
  if ((kind === 'faint' && area !== '') || pairs.length === 0) return area;
  const stroke = kind === 'faint' ? 'stroke-opacity="0.28"' : 'stroke-width="1.8"';
  const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  return `${area}<path fill="none" stroke="${paint}" ${stroke}${dashes} stroke-linejoin="round" d="M${pairs.join('L')}"/>`;
}

function bandPath(band: Float64Array): string {
  const [lower, upper]: [string[], string[]] = [[], []];
  for (let i = 0; i < band.length; i += 3) {
    lower.push(`${n(band[i] ?? 0)} ${n((band[i + 1] ?? 0) + 0.5)}`);
    upper.unshift(`${n(band[i] ?? 0)} ${n((band[i + 2] ?? 0) - 0.5)}`);
  }
  return `M${[...lower, ...upper].join('L')}z`;
}

function drawSign(line: ChartLine, look: ChartLook): string {
  const paint = look.colorOf(line.color);
  if (line.kind === 'markers') return `<path fill="${paint}" d="M9 -4.5l4.5 4.5-4.5 4.5-4.5-4.5z"/>`;
  const dash = dashOf(line);
  const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  return `<path stroke="${paint}" stroke-width="2"${dashes} d="M0 0H20"/>`;
}

interface LegendEntry {
  readonly line: ChartLine;
  readonly x: number;
  readonly row: number;
}

/** Entries side by side, as many as fit in a row. */
function layLegend(lines: readonly ChartLine[], width: number, fontSize: number): LegendEntry[] {
  let [x, row] = [0, 0];
  return lines.map((line) => {
    const room = 46 + line.name.length * fontSize * 0.56;
    if (x > 0 && x + room > width) [x, row] = [0, row + 1];
    const entry = { line, x, row };
    x += room;
    return entry;
  });
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
