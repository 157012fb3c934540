/**
 * Turns all colours on the colour circle, in place: torchvision's `adjust_hue`, which goes through Pillow's HSV pictures.
 * Hue, saturation and value are bytes there, and worked out in single precision; all of it is done alike.
 *
 * @param pixels `[..., 3]`, red, green, blue
 * @param turn part of a full turn, -0.5 to 0.5
 */
export function turnHue(pixels: Uint8Array, turn: number): void {
  const shift = Math.trunc(turn * 255);
  for (let i = 0; i < pixels.length; i += 3) {
    const red = pixels[i] ?? 0;
    const green = pixels[i + 1] ?? 0;
    const blue = pixels[i + 2] ?? 0;
    const value = Math.max(red, green, blue);
    const range = value - Math.min(red, green, blue);
    const saturation = range === 0 ? 0 : Math.trunc(Math.fround(range / value) * 255);
    if (saturation === 0) {
      // Without a hue, or with too little of it for a byte.
      pixels.fill(value, i, i + 3);
      continue;
    }
    const hue = (hueOf(red, green, blue, value, range) + shift) & 0xff;
    const sixth = SIXTH[hue] ?? 0;
    const part = PART[hue] ?? 0;
    const share = Math.fround(saturation / 255);
    const low = Math.round(value * (1 - share));
    const falling = Math.round(value * (1 - Math.fround(share * part)));
    const rising = Math.round(value * (1 - share * (1 - part)));
    switch (sixth) {
      case 0:
        set(pixels, i, value, rising, low);
        break;
      case 1:
        set(pixels, i, falling, value, low);
        break;
      case 2:
        set(pixels, i, low, value, rising);
        break;
      case 3:
        set(pixels, i, low, falling, value);
        break;
      case 4:
        set(pixels, i, rising, low, value);
        break;
      default:
        set(pixels, i, value, low, falling);
    }
  }
}

/** For each hue, in which sixth of the circle it lies, and how far. 255 is at the beginning again. */
const SIXTH = Uint8Array.from({ length: 256 }, (_, hue) => Math.floor((hue * 6) / 255) % 6);
const PART = Float32Array.from({ length: 256 }, (_, hue) => (hue * 6) / 255 - Math.floor((hue * 6) / 255));

/** @param range between the largest of the three, `value`, and the smallest; not 0 */
function hueOf(red: number, green: number, blue: number, value: number, range: number): number {
  const fromRed = Math.fround((value - red) / range);
  const fromGreen = Math.fround((value - green) / range);
  const fromBlue = Math.fround((value - blue) / range);
  const sixths =
    red === value ? fromBlue - fromGreen : green === value ? 2 + fromRed - fromBlue : 4 + fromGreen - fromRed;
  return Math.trunc(Math.fround((Math.fround(sixths) / 6 + 1) % 1) * 255);
}

function set(pixels: Uint8Array, at: number, red: number, green: number, blue: number): void {
  pixels[at] = red;
  pixels[at + 1] = green;
  pixels[at + 2] = blue;
}
