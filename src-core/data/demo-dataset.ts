import { RandomStream } from '../random';
import type { LabelledImages } from './assemble-dataset';
import { OUTLINES, PATTERNS } from './demo-shapes';
import type { Outline, Pattern } from './demo-shapes';
import type { ImageSplit } from './image-dataset';

const SIDE = 32;
const CHANNELS = 3;
const TRAIN_IMAGES = 2_000;
const TEST_IMAGES = 500;
/** Of the demo set itself, so that it is the same everywhere; a run's seed does not change it. */
const SEED = 20_180_624;

/** Every fill in every shape. */
const CLASSES = Object.entries(PATTERNS).flatMap(([fill, pattern]) =>
  Object.entries(OUTLINES).map(([shape, outline]) => ({ name: `${fill} ${shape}`, pattern, outline })),
);

/**
 * Draws the demo data set: ten classes, five shapes times two fills. Place, size, turn and colours are random and tell nothing
 * of the class; a class is known by its outline (large features) together with its fill (small ones), so a search has
 * something to choose from. Always the same images.
 */
export function drawDemoImages(): LabelledImages {
  return {
    classNames: CLASSES.map(({ name }) => name),
    height: SIDE,
    width: SIDE,
    channels: CHANNELS,
    train: drawSplit('demo-train', TRAIN_IMAGES),
    test: drawSplit('demo-test', TEST_IMAGES),
  };
}

type Colour = readonly [red: number, green: number, blue: number];

function drawSplit(stream: string, count: number): ImageSplit {
  const images = new Uint8Array(count * SIDE * SIDE * CHANNELS);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % CLASSES.length;
    const random = new RandomStream(SEED, stream, i);
    const image = images.subarray(i * SIDE * SIDE * CHANNELS, (i + 1) * SIDE * SIDE * CHANNELS);
    labels[i] = label;
    drawImage(image, label, random);
  }
  return { images, labels, count };
}

function drawImage(image: Uint8Array, label: number, random: RandomStream): void {
  const { pattern, outline } = CLASSES[label] ?? { pattern: PATTERNS.striped, outline: OUTLINES.disc };
  const background = drawBackground(random);
  const clutter = Array.from({ length: 3 }, () => drawSpot(random));
  const figure = drawFigure(random, outline, pattern(between(random, 1.7, 2.4)));
  for (let y = 0, at = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, at += CHANNELS) {
      let colour = background(x, y);
      for (const spot of clutter) colour = spot(x, y, colour);
      colour = figure(x, y, colour);
      const noise = random.uint32();
      for (let channel = 0; channel < CHANNELS; channel++) {
        const grain = ((noise >>> (8 * channel)) & 0xff) / 255 - 0.5;
        image[at + channel] = toByte((colour[channel] ?? 0) + 0.16 * grain);
      }
    }
  }
}

/** Paints over a colour at a place. */
type Layer = (x: number, y: number, below: Colour) => Colour;

/** A slope from one colour to another, in any direction. */
function drawBackground(random: RandomStream): (x: number, y: number) => Colour {
  const [start, end] = [drawColour(random, 0.25, 0.75), drawColour(random, 0.25, 0.75)];
  const angle = between(random, 0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle) / SIDE, Math.sin(angle) / SIDE];
  return (x, y) => mix(start, end, clamp(0.5 + (x - SIDE / 2) * dx + (y - SIDE / 2) * dy));
}

/** A plain spot that means nothing. */
function drawSpot(random: RandomStream): Layer {
  const colour = drawColour(random, 0.2, 0.8);
  const [centreX, centreY, radius] = [between(random, 0, SIDE), between(random, 0, SIDE), between(random, 1.5, 4)];
  return (x, y, below) => mix(below, colour, clamp(0.5 + radius - Math.hypot(x - centreX, y - centreY)));
}

function drawFigure(random: RandomStream, outline: Outline, pattern: Pattern): Layer {
  const scale = between(random, 8.5, 12);
  const slack = SIDE / 2 - scale;
  const [centreX, centreY] = [SIDE / 2 + between(random, -slack, slack), SIDE / 2 + between(random, -slack, slack)];
  const turn = between(random, -0.4, 0.4);
  const grain = between(random, 0, Math.PI);
  const [turnX, turnY, grainX, grainY] = [Math.cos(turn), Math.sin(turn), Math.cos(grain), Math.sin(grain)];
  const bright = drawColour(random, 0.75, 1);
  const dark = drawColour(random, 0, 0.3);
  return (x, y, below) => {
    const [dx, dy] = [x - centreX, y - centreY];
    const distance = outline((dx * turnX + dy * turnY) / scale, (dy * turnX - dx * turnY) / scale) * scale;
    if (distance > 0.5) return below;
    const fill = pattern(dx * grainX + dy * grainY, dy * grainX - dx * grainY) === 1 ? bright : dark;
    return mix(below, fill, clamp(0.5 - distance));
  };
}

/** A random hue of a lightness between the two given. */
function drawColour(random: RandomStream, darkest: number, lightest: number): Colour {
  const hue = between(random, 0, 6);
  const saturation = between(random, 0.3, 0.9);
  const lightness = between(random, darkest, lightest);
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const position = (hue + offset) % 6;
    return lightness + chroma * Math.max(-1, Math.min(position - 1, 5 - position, 1));
  };
  return [part(0), part(4), part(2)];
}

function between(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.float();
}

function mix([r, g, b]: Colour, [red, green, blue]: Colour, share: number): Colour {
  return [r + (red - r) * share, g + (green - g) * share, b + (blue - b) * share];
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function toByte(value: number): number {
  return Math.round(255 * clamp(value));
}
