import { escapeXml } from '../escape-xml';

/** What a canvas' context keeps when it is saved. */
interface State {
  readonly x: number;
  readonly y: number;
  readonly font: string;
  readonly fillStyle: string;
  readonly strokeStyle: string;
  readonly lineWidth: number;
  readonly dash: readonly number[];
  readonly textAlign: string;
  readonly textBaseline: string;
  /** Elements that a clip has opened. */
  readonly open: number;
}

/** Share of the type's size that a letter is wide, about: an SVG is shown in whatever type its reader has. */
const LETTER = 0.56;
const ANCHORS: Record<string, string> = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' };
/** From where a text is placed down to its base line, in shares of the type's size. */
const DROPS: Record<string, number> = { middle: 0.35, top: 0.8, bottom: -0.2 };

/**
 * The part of a canvas' 2D context that Chart.js draws lines, axes and legends with; it writes SVG. Libraries that do so set
 * style attributes, which the window's content security policy forbids, and need a canvas to measure text.
 */
export class SvgContext {
  private readonly parts: string[] = [];
  private readonly states: State[] = [];
  private path = '';
  private rectangle: readonly number[] | null = null;
  private x = 0;
  private y = 0;
  private dash: readonly number[] = [];
  private open = 0;
  font = '11px sans-serif';
  fillStyle = '#000000';
  strokeStyle = '#000000';
  lineWidth = 1;
  textAlign = 'start';
  textBaseline = 'alphabetic';

  /** @param canvas what it draws for; only its size counts */
  constructor(readonly canvas: HTMLCanvasElement) {}

  /** What was drawn, as the content of an SVG. */
  get content(): string {
    return this.parts.join('\n');
  }

  save(): void {
    const { x, y, font, fillStyle, strokeStyle, lineWidth, dash, textAlign, textBaseline, open } = this;
    this.states.push({ x, y, font, fillStyle, strokeStyle, lineWidth, dash, textAlign, textBaseline, open });
    this.open = 0;
  }

  restore(): void {
    this.parts.push(...Array.from({ length: this.open }, () => '</svg>'));
    const state = this.states.pop();
    if (state !== undefined) Object.assign(this, state);
  }

  /** Everything is drawn once, on nothing. */
  clearRect(): void {
    this.parts.length = 0;
  }

  /** An SVG has a unit of its own, whatever the screen's is. */
  setTransform(): void {
    this.resetTransform();
  }

  resetTransform(): void {
    this.x = this.y = 0;
  }

  translate(x: number, y: number): void {
    this.x += x;
    this.y += y;
  }

  /** Charts of lines have upright words only. */
  rotate(angle: number): void {
    if (angle !== 0) throw new RangeError('An SVG of a chart has no turned text.');
  }

  beginPath(): void {
    this.path = '';
    this.rectangle = null;
  }

  moveTo(x: number, y: number): void {
    this.path += `M${this.place(x, y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `${this.path === '' ? 'M' : 'L'}${this.place(x, y)}`;
  }

  closePath(): void {
    this.path += 'Z';
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.rectangle = [x + this.x, y + this.y, width, height];
    this.path += `M${this.place(x, y)}h${round(width)}v${round(height)}h${round(-width)}Z`;
  }

  /** A whole circle: charts of lines draw no other arcs. */
  arc(x: number, y: number, radius: number): void {
    const r = round(radius);
    this.path += `M${this.place(x - radius, y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  }

  /** From here on only what lies in the path's rectangle is drawn. */
  clip(): void {
    if (this.rectangle === null) return;
    const [x, y, width, height] = this.rectangle.map(round);
    this.parts.push(
      `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">`,
    );
    this.open += 1;
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = dash;
  }

  stroke(): void {
    if (this.path === '' || this.lineWidth <= 0) return;
    const dashes = this.dash.length === 0 ? '' : ` stroke-dasharray="${this.dash.join(' ')}"`;
    const paint = paintOf('stroke', this.strokeStyle);
    this.parts.push(
      `<path d="${this.path}" fill="none" ${paint} stroke-width="${this.lineWidth}"${dashes} stroke-linejoin="round"/>`,
    );
  }

  fill(): void {
    // What has no area was meant to be stroked.
    if (!this.path.includes('Z') && !this.path.includes('a')) return;
    this.parts.push(`<path d="${this.path}" ${paintOf('fill', this.fillStyle)}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const { size, weight, family } = parseFont(this.font);
    const down = (DROPS[this.textBaseline] ?? 0) * size;
    const anchor = ANCHORS[this.textAlign] ?? 'start';
    const type = `font-family="${escapeXml(family)}" font-size="${size}"${weight === '' ? '' : ` font-weight="${weight}"`}`;
    const [left, base] = [round(x + this.x), round(y + this.y + down)];
    this.parts.push(
      `<text x="${left}" y="${base}" text-anchor="${anchor}" ${type} ${paintOf('fill', this.fillStyle)}>${escapeXml(text)}</text>`,
    );
  }

  measureText(text: string): { width: number } {
    return { width: text.length * parseFont(this.font).size * LETTER };
  }

  private place(x: number, y: number): string {
    return `${round(x + this.x)} ${round(y + this.y)}`;
  }
}

/** Colour and opacity apart, as every reader of SVG takes them. */
function paintOf(what: 'fill' | 'stroke', style: string): string {
  const parts = /^rgba\((.+),\s*([\d.]+)\)$/.exec(style);
  if (parts === null) return `${what}="${escapeXml(style)}"`;
  return `${what}="rgb(${parts[1] ?? '0, 0, 0'})" ${what}-opacity="${parts[2] ?? '1'}"`;
}

/** Chart.js writes `normal 600 12px Inter, sans-serif`. */
function parseFont(font: string): { size: number; weight: string; family: string } {
  const parts = /(?:(\d{3}|bold) )?([\d.]+)px (.+)$/.exec(font);
  return { size: Number(parts?.[2] ?? 11), weight: parts?.[1] ?? '', family: parts?.[3] ?? 'sans-serif' };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
