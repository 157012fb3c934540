import { freemem } from 'node:os';

import { matrixProducts, ourStep, type StepShape } from '../contender';
import { memory, type Section, significant, time } from '../markdown';
import { MATRIX_FLOPS } from '../matrix-work';
import type { BenchOptions } from '../options';
import { tell } from '../progress';
import { median, ratioOfRounds } from '../statistics';
import { takeTurns, type Turns } from '../take-turns';

interface Row {
  readonly shape: StepShape;
  readonly flops: number;
  readonly ours: Turns;
  readonly products: Turns;
}

/** How the cost of a first-order step grows with the batch, the channels and the cells, one at a time. */
export async function measureScaling(options: BenchOptions): Promise<Section[]> {
  const rows: Row[] = [];
  const tooLarge: StepShape[] = [];
  for (const shape of shapes(options.quick)) {
    const expected = expectedMb(rows, shape);
    if (expected > 0.9 * (freemem() / 2 ** 20)) {
      tell(`Scaling: ${describe(shape)} would need about ${memory(expected)}, which is not free here: left out.`);
      tooLarge.push(shape);
      continue;
    }
    tell(`Scaling: ${describe(shape)}`);
    const [ours, products] = await takeTurns(
      [ourStep(shape), matrixProducts()],
      options.rounds ?? (options.quick ? 2 : 3),
    );
    if (!ours || !products) throw new Error('A contender was lost.');
    rows.push({ shape, flops: ours.first.flops ?? Number.NaN, ours, products });
  }
  return [
    {
      title: 'As the work grows',
      about: 'First-order steps. A constant time per GFLOP (of the convolutions) is what linear growth looks like.',
      header: ['s per GFLOP', 'times the limit', 'batch', 'C', 'cells', 'GFLOP', 'step', 'memory'],
      rows: [
        ...rows.map(({ shape, flops, ours, products }) => {
          const limits = products.seconds.map((seconds) => (seconds * flops) / MATRIX_FLOPS);
          return [
            significant(median(ours.seconds) / (flops / 1e9)),
            significant(ratioOfRounds(ours.seconds, limits).median, 2),
            String(shape.batch),
            String(shape.channels),
            String(shape.layers),
            significant(flops / 1e9),
            time(median(ours.seconds)),
            memory(ours.peakMb),
          ];
        }),
        ...tooLarge.map(({ batch, channels, layers }) => [
          'too large for the free memory',
          '',
          String(batch),
          String(channels),
          String(layers),
        ]),
      ],
      data: rows,
    },
  ];
}

function shapes(quick: boolean): StepShape[] {
  const shape = (batch: number, channels: number, layers: number): StepShape => ({ batch, channels, layers, order: 1 });
  if (quick) return [shape(16, 8, 4), shape(32, 8, 4), shape(16, 16, 4), shape(16, 8, 8)];
  return [
    ...[16, 32, 64, 128].map((batch) => shape(batch, 16, 8)),
    ...[8, 24, 32].map((channels) => shape(16, channels, 8)),
    ...[4, 6, 12].map((layers) => shape(16, 16, layers)),
  ];
}

/** Activations fill most of the memory, and they grow with all three. */
function expectedMb(measured: readonly Row[], shape: StepShape): number {
  const size = ({ batch, channels, layers }: StepShape): number => batch * channels * layers;
  const [largest] = [...measured].sort((a, b) => size(b.shape) - size(a.shape));
  return largest ? (largest.ours.peakMb * size(shape)) / size(largest.shape) : 0;
}

function describe({ batch, channels, layers }: StepShape): string {
  return `batch ${batch}, C=${channels}, ${layers} cells`;
}
