/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A cell of a heat map: its colour, and the text colour that is readable on it. */
export interface HeatColor {
  readonly background: string;
  readonly ink: '#000000' | '#ffffff';
}

/** The colour between `base` (strength 0) and `tint` (strength 1), with black or white ink, whichever contrasts more. */
export function heatColor(base: Rgb, tint: Rgb, strength: number): HeatColor {
  const mix = (i: 0 | 1 | 2): number => Math.round(base[i] + (tint[i] - base[i]) * strength);
  const color: Rgb = [mix(0), mix(1), mix(2)];
  const light = luminance(color);
  // WCAG 2.1: (lighter + 0.05) / (darker + 0.05), against white (1) and black (0).
  const ink = 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? '#ffffff' : '#000000';
  return { background: `rgb(${color.join(', ')})`, ink };
}

/** `#rrggbb` as numbers; black for anything else. */
export function parseHex(color: string): Rgb {
  const digits = /^#([0-9a-f]{6})$/i.exec(color.trim())?.[1] ?? '000000';
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Relative luminance as WCAG 2.1 defines it, 0 to 1. */
export function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
