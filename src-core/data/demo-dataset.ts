import { RandomStream } from '../random';
import type { LabelledImages } from './assemble-dataset';
import { blend, drawBetween, drawColour, PixelCanvas } from './demo-canvas';
import { OUTLINES, PATTERNS, REACH } from './demo-shapes';
import type { Outline, Pattern } from './demo-shapes';
import type { ImageSplit } from './image-dataset';

const SIDE = 32;
const TRAIN_IMAGES = 2_000;
const TEST_IMAGES = 500;
/** Of the demo set itself, so that it is the same everywhere; a run's seed does not change it. */
const SEED = 20_180_624;
const SPOTS = 2;
/** Width of the plain line around a figure, in pixels. */
const RIM = 1;
/** Range of the grain on every pixel; 1 is from black to white. */
const GRAIN = 0.08;

/** Every fill in every shape. */
const CLASSES = Object.entries(PATTERNS).flatMap(([fill, pattern]) =>
  Object.entries(OUTLINES).map(([shape, outline]) => ({ name: `${fill} ${shape}`, pattern, outline })),
);

/**
 * Draws the demo data set: ten classes, five shapes times two fills. Place, size, turn and colours are random and tell
 * nothing of the class; a class is known by its outline (large features) together with its fill (small ones), so a search
 * has something to choose from. Always the same images.
 */
export function drawDemoImages(): LabelledImages {
  return {
    classNames: CLASSES.map(({ name }) => name),
    height: SIDE,
    width: SIDE,
    channels: PixelCanvas.CHANNELS,
    train: drawSplit('demo-train', TRAIN_IMAGES),
    test: drawSplit('demo-test', TEST_IMAGES),
  };
}

function drawSplit(stream: string, count: number): ImageSplit {
  const canvas = new PixelCanvas(SIDE);
  const images = new Uint8Array(count * canvas.length);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % CLASSES.length;
    const { pattern, outline } = CLASSES[label] ?? { pattern: PATTERNS.striped, outline: OUTLINES.disc };
    const random = new RandomStream(SEED, stream, i);
    drawBackground(canvas, random);
    for (let spot = 0; spot < SPOTS; spot++) drawSpot(canvas, random);
    drawFigure(canvas, random, outline, pattern(drawBetween(random, 1.9, 2.6)));
    canvas.writeBytes(images.subarray(i * canvas.length, (i + 1) * canvas.length), random, GRAIN);
    labels[i] = label;
  }
  return { images, labels, count };
}

/** A slope from one colour to another, in any direction. */
function drawBackground(canvas: PixelCanvas, random: RandomStream): void {
  const start = drawColour(random, [0.3, 0.7], [0.15, 0.55]);
  const end = drawColour(random, [0.3, 0.7], [0.15, 0.55]);
  const angle = drawBetween(random, 0, 2 * Math.PI);
  const [slopeX, slopeY] = [Math.cos(angle) / SIDE, Math.sin(angle) / SIDE];
  canvas.paint(
    SIDE / 2,
    SIDE / 2,
    SIDE,
    () => 1,
    (dx, dy) => blend(start, end, Math.min(1, Math.max(0, 0.5 + dx * slopeX + dy * slopeY))),
  );
}

/** A plain spot that means nothing. */
function drawSpot(canvas: PixelCanvas, random: RandomStream): void {
  const colour = drawColour(random, [0.2, 0.8], [0.2, 0.7]);
  const radius = drawBetween(random, 1.5, 3.5);
  canvas.paint(
    drawBetween(random, 0, SIDE),
    drawBetween(random, 0, SIDE),
    radius + 1,
    (dx, dy) => 0.5 + radius - Math.sqrt(dx * dx + dy * dy),
    () => colour,
  );
}

function drawFigure(canvas: PixelCanvas, random: RandomStream, outline: Outline, pattern: Pattern): void {
  const scale = drawBetween(random, 9, 12.5);
  const slack = SIDE / 2 - scale;
  const outlineAt = turned(drawBetween(random, -0.3, 0.3), (x, y) => outline(x / scale, y / scale) * scale);
  const fillAt = turned(drawBetween(random, 0, Math.PI), pattern);
  const tones = [drawColour(random, [0.7, 0.95], [0.4, 1]), drawColour(random, [0.08, 0.35], [0.4, 1])] as const;
  const [paint, line] = random.below(2) === 0 ? tones : [tones[1], tones[0]];
  canvas.paint(
    SIDE / 2 + drawBetween(random, -slack, slack),
    SIDE / 2 + drawBetween(random, -slack, slack),
    scale * REACH + 1,
    (dx, dy) => 0.5 - outlineAt(dx, dy),
    (dx, dy) => (outlineAt(dx, dy) > -RIM ? line : blend(line, paint, fillAt(dx, dy))),
  );
}

/** The same function of the plane, turned about the origin by an angle in radians. */
function turned(angle: number, of: (x: number, y: number) => number): (x: number, y: number) => number {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => of(x * cos + y * sin, y * cos - x * sin);
}
