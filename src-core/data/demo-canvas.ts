import type { RandomStream } from '../random';

/** Red, green and blue, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];
/** Lowest and highest value. */
export type Range = readonly [low: number, high: number];

/** A square picture that the demo set is painted on, one over the other. */
export class PixelCanvas {
  static readonly CHANNELS = 3;
  /** Values of one picture. */
  readonly length: number;
  private readonly values: Float32Array;

  /** @param side in pixels */
  constructor(private readonly side: number) {
    this.length = side * side * PixelCanvas.CHANNELS;
    this.values = new Float32Array(this.length);
  }

  /**
   * Paints within `reach` pixels of a centre.
   *
   * @param coverage how much of the pixel is painted, clamped to 0..1, by its distance to the centre to the right and down
   * @param colour the colour there
   */
  paint(
    centreX: number,
    centreY: number,
    reach: number,
    coverage: (dx: number, dy: number) => number,
    colour: (dx: number, dy: number) => Colour,
  ): void {
    const [left, right] = this.span(centreX, reach);
    const [top, bottom] = this.span(centreY, reach);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const share = Math.min(1, coverage(x - centreX, y - centreY));
        if (share > 0) this.mix((y * this.side + x) * PixelCanvas.CHANNELS, colour(x - centreX, y - centreY), share);
      }
    }
  }

  /**
   * Writes the picture with random grain on it.
   *
   * @param target receives `[side, side, 3]`, 0 to 255
   * @param grain range of the grain; 1 is from black to white
   */
  writeBytes(target: Uint8Array, random: RandomStream, grain: number): void {
    for (let at = 0; at < this.length; at += PixelCanvas.CHANNELS) {
      const bits = random.uint32();
      for (let channel = 0; channel < PixelCanvas.CHANNELS; channel++) {
        const offset = ((bits >>> (8 * channel)) & 0xff) / 255 - 0.5;
        const value = (this.values[at + channel] ?? 0) + grain * offset;
        target[at + channel] = Math.round(255 * Math.min(1, Math.max(0, value)));
      }
    }
  }

  private span(centre: number, reach: number): Range {
    return [Math.max(0, Math.ceil(centre - reach)), Math.min(this.side - 1, Math.floor(centre + reach))];
  }

  private mix(at: number, colour: Colour, share: number): void {
    for (let channel = 0; channel < PixelCanvas.CHANNELS; channel++) {
      const below = this.values[at + channel] ?? 0;
      this.values[at + channel] = below + ((colour[channel] ?? 0) - below) * share;
    }
  }
}

/** Between two colours: the first at 0, the second at 1. */
export function blend([r, g, b]: Colour, [red, green, blue]: Colour, share: number): Colour {
  return [r + (red - r) * share, g + (green - g) * share, b + (blue - b) * share];
}

/** A random hue, of a lightness and a saturation (HSL) in the ranges given. */
export function drawColour(random: RandomStream, lightnesses: Range, saturations: Range): Colour {
  const hue = drawBetween(random, 0, 12);
  const lightness = drawBetween(random, ...lightnesses);
  const chroma = drawBetween(random, ...saturations) * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const k = (hue + offset) % 12;
    return lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [part(0), part(8), part(4)];
}

/** A random number in a range. */
export function drawBetween(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.float();
}
