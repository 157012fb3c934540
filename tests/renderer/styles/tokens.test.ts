import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { luminance, parseHex, type Rgb } from '../../../renderer/lib/heat-color';
import { OPERATIONS } from '../../../renderer/lib/operations';

// Vitest gives nothing for imported style sheets, so the file itself is read.
const tokens = readFileSync('renderer/styles/tokens.css', 'utf8');

/** Machado, Oliveira and Fernandes 2009: what a complete deficiency makes of linear red, green and blue. */
const SIGHT = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} satisfies Record<string, number[][]>;

/** Text and what it stands on. */
const TEXT = [
  ['--text', '--background'],
  ['--text', '--surface-hover'],
  ['--text-muted', '--background'],
  ['--text-muted', '--surface'],
  ['--text-muted', '--surface-sunken'],
  ['--text-muted', '--surface-hover'],
  ['--accent-text', '--accent-soft'],
  ['--on-accent', '--accent'],
  ['--good', '--good-soft'],
  ['--warn', '--warn-soft'],
  ['--bad', '--bad-soft'],
  ['--bad', '--surface'],
] as const;

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const colors = readTheme(theme);

  it.each(TEXT)('has readable text: %s on %s (WCAG AA, 4.5)', (ink, ground) => {
    expect(contrast(color(ink), color(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['--border-strong', '--accent', '--chart-train', '--chart-valid', ...OPERATIONS.map((op) => op.property)])(
    'has lines that stand out from a panel: %s (WCAG AA, 3)',
    (line) => {
      expect(contrast(color(line), color('--surface'))).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(Object.keys(SIGHT))('tells any two operations apart with %s', (sight) => {
    const seen = OPERATIONS.map((op) => lab(see(color(op.property), sight)));
    const distances = seen.flatMap((one, i) => seen.slice(i + 1).map((other) => Math.hypot(...minus(one, other))));
    // A difference of 2 can just be seen side by side; 20 is told apart at a glance.
    expect(Math.min(...distances)).toBeGreaterThan(20);
  });

  function color(name: string): Rgb {
    return parseHex(colors.get(name) ?? `no ${name}`);
  }
});

function readTheme(theme: string): Map<string, string> {
  const block = tokens.split(`:root[data-theme='${theme}'] {`)[1]?.split('}')[0] ?? '';
  return new Map([...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Linear red, green and blue as someone with that sight sees them. */
function see(color: Rgb, sight: string): number[] {
  const linear = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const matrix = Object.entries(SIGHT).find(([name]) => name === sight)?.[1] ?? [];
  return matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, weight, i) => sum + weight * (linear[i] ?? 0), 0),
      ),
    ),
  );
}

/** CIE L*a*b* (1976) under D65, from linear red, green and blue. */
function lab([red = 0, green = 0, blue = 0]: number[]): [number, number, number] {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function minus(one: readonly number[], other: readonly number[]): number[] {
  return one.map((value, i) => value - (other[i] ?? 0));
}
