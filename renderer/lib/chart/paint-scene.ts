import type { ChartScene, SceneLine } from './chart-scene';

/** Colours and type of a chart, as a canvas and an SVG take them. */
export interface ChartLook {
  readonly colorOf: (property: string) => string;
  readonly font: string;
  readonly fontSize: number;
}

/** Draws a chart. The context is scaled so that its unit is a CSS pixel; what was there is wiped away. */
export function paintScene(context: CanvasRenderingContext2D, scene: ChartScene, look: ChartLook): void {
  const { plot, width, height } = scene;
  context.clearRect(0, 0, width, height);
  context.font = `${look.fontSize}px ${look.font}`;
  context.lineJoin = 'round';
  paintAxes(context, scene, look);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top - 6, plot.right - plot.left + 6, plot.bottom - plot.top + 12);
  context.clip();
  for (const line of scene.lines) paintLine(context, line, look.colorOf(line.color));
  context.restore();
}

function paintAxes(
  context: CanvasRenderingContext2D,
  { plot, xTicks, yTicks, width }: ChartScene,
  look: ChartLook,
): void {
  context.fillStyle = look.colorOf('--text-muted');
  context.strokeStyle = look.colorOf('--chart-grid');
  context.lineWidth = 1;
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.beginPath();
  for (const { at, text } of yTicks) {
    context.moveTo(plot.left, Math.round(at) + 0.5);
    context.lineTo(plot.right, Math.round(at) + 0.5);
    context.fillText(text, plot.left - 8, at);
  }
  context.stroke();
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const { at, text } of xTicks) {
    // The last one must not run out of the picture.
    const half = context.measureText(text).width / 2;
    context.fillText(text, Math.min(at, width - half - 1), plot.bottom + 8);
  }
}

function paintLine(context: CanvasRenderingContext2D, { look, points, band, dash }: SceneLine, color: string): void {
  context.fillStyle = color;
  context.strokeStyle = color;
  if (look === 'markers') {
    context.globalAlpha = 1;
    paintMarkers(context, points);
    return;
  }
  if (band.length > 0) {
    context.globalAlpha = 0.18;
    paintBand(context, band);
    if (look === 'faint') return;
  }
  context.globalAlpha = look === 'faint' ? 0.28 : 1;
  context.lineWidth = look === 'faint' ? 1 : 1.8;
  context.setLineDash([...dash]);
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
  context.stroke();
  context.setLineDash([]);
  // A line of one point has no length: the point itself must show.
  if (points.length === 2 && look === 'line') {
    context.beginPath();
    context.arc(points[0] ?? 0, points[1] ?? 0, 3, 0, 2 * Math.PI);
    context.fill();
  }
}

/** The room between the lowest and the highest points. */
function paintBand(context: CanvasRenderingContext2D, band: Float64Array): void {
  context.beginPath();
  for (let i = 0; i < band.length; i += 3) context.lineTo(band[i] ?? 0, (band[i + 1] ?? 0) + 0.5);
  for (let i = band.length - 3; i >= 0; i -= 3) context.lineTo(band[i] ?? 0, (band[i + 2] ?? 0) - 0.5);
  context.closePath();
  context.fill();
}

function paintMarkers(context: CanvasRenderingContext2D, points: Float64Array): void {
  const radius = markerRadius(points.length / 2);
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
    context.moveTo(x, y - radius);
    context.lineTo(x + radius, y);
    context.lineTo(x, y + radius);
    context.lineTo(x - radius, y);
    context.closePath();
  }
  context.fill();
}

/** Many markers are small ones. */
export function markerRadius(count: number): number {
  if (count <= 15) return 4.5;
  return count <= 40 ? 3.5 : 2.5;
}
