import { BasicPlatform, Chart, type LegendItem } from 'chart.js';

import { dashOf, type ChartLine } from '../chart-line';
import { escapeXml } from '../escape-xml';
import { chartDatasets } from './chart-datasets';
import { chartOptions, plotSize, type PlotSize } from './chart-options';
import type { ChartLook, ChartSpec } from './chart-spec';
import './chart-js';
import { SvgContext } from './svg-context';
import { X_WORDS } from './x-axis';

/** Above and below the chart itself: its title, the word of its x axis, its legend. */
const AROUND = 84;

/** A chart as a picture that needs nothing else: its title, the chart, and a legend that names every line. */
export function chartToSvg(spec: ChartSpec, size: PlotSize, look: ChartLook): string {
  const { title, lines } = spec.content;
  const { width, height } = { width: Math.round(size.width), height: Math.round(size.height) + AROUND };
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = new SvgContext(canvas);
  const plot = plotSize(size);
  const ink = look.colorOf('--text');
  const { scales, ...options } = chartOptions(spec, look, plot);
  const { datasets } = chartDatasets(spec, plot.width, look, Infinity);
  const chart = new Chart(Object.assign(canvas, { getContext: () => context }), {
    type: 'line',
    // Without segments of its own a line would be drawn by a Path2D, which cannot be written down.
    data: { datasets: datasets.map((dataset) => ({ ...dataset, segment: {} })) },
    options: {
      ...options,
      devicePixelRatio: 1,
      layout: { padding: 12 },
      scales: {
        ...scales,
        x: {
          ...scales?.['x'],
          title: {
            display: true,
            text: X_WORDS[spec.mode],
            align: 'end',
            color: look.colorOf('--text-muted'),
            font: { family: look.font, size: look.fontSize },
          },
        },
      },
      plugins: {
        title: {
          display: true,
          text: title,
          align: 'start',
          color: ink,
          font: { family: look.font, size: look.fontSize + 3, weight: 600 },
          padding: { top: 0, bottom: 12 },
        },
        legend: {
          display: true,
          position: 'bottom',
          align: 'start',
          labels: {
            color: ink,
            font: { family: look.font, size: look.fontSize },
            usePointStyle: true,
            pointStyleWidth: 16,
            boxHeight: 9,
            padding: 14,
            generateLabels: () => lines.filter(({ name }) => !spec.hidden.has(name)).map(signOf(look, ink)),
          },
        },
      },
    },
    platform: BasicPlatform,
  });
  const { content } = context;
  chart.destroy();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${look.colorOf('--surface')}"/>`,
    content,
    '</svg>',
    '',
  ].join('\n');
}

function signOf(look: ChartLook, ink: string): (line: ChartLine, index: number) => LegendItem {
  return (line, datasetIndex) => {
    const paint = look.colorOf(line.color);
    const marker = line.kind === 'markers';
    return {
      text: line.name,
      datasetIndex,
      fontColor: ink,
      fillStyle: paint,
      strokeStyle: paint,
      lineWidth: marker ? 0 : 2,
      lineDash: [...dashOf(line)],
      pointStyle: marker ? 'rectRot' : 'line',
    };
  };
}
