import { CannotRun } from '../cannot-run';
import { type Contender, matrixProducts, ourStep, peerStep, type StepShape } from '../contender';
import { memory, ratioText, type Section, significant, time } from '../markdown';
import { MATRIX_FLOPS } from '../matrix-work';
import type { BenchOptions } from '../options';
import { tell } from '../progress';
import { median, ratioOfRounds } from '../statistics';
import { takeTurns, type Turns } from '../take-turns';

/** The reference's configuration. */
const REFERENCE = { channels: 16, layers: 8 } as const;

interface Measured {
  readonly shape: StepShape;
  readonly flops: number;
  readonly neededFlops: number;
  readonly ours: Turns;
  readonly products: Turns;
  readonly peer: Turns | null;
}

/** Full search steps at the reference's size: against the machine's limit and, when there is one, against a peer. */
export async function measureSteps(options: BenchOptions): Promise<Section[]> {
  const shapes = options.batches.flatMap((batch) => options.orders.map((order) => ({ ...REFERENCE, batch, order })));
  if (options.peer === null) tell('Without --peer there is nothing to compare with; see --help.');
  let { peer } = options;
  const measured: Measured[] = [];
  for (const shape of shapes) {
    tell(`Search steps: order ${shape.order}, batch ${shape.batch}`);
    const rounds = options.rounds ?? (options.quick ? 2 : shape.batch > 32 ? 3 : 7);
    if (peer !== null) {
      try {
        measured.push(await measure(shape, peerStep(peer, shape), rounds));
        continue;
      } catch (error) {
        if (!(error instanceof CannotRun) || !error.message.startsWith('The peer')) throw error;
        tell(`${error.message}: it is left out.`);
        peer = null;
      }
    }
    measured.push(await measure(shape, null, rounds));
  }
  const compared = measured.some((row) => row.peer !== null) ? [comparison(measured, options.peer ?? [])] : [];
  return [...compared, againstTheLimit(measured)];
}

async function measure(shape: StepShape, peer: Contender | null, rounds: number): Promise<Measured> {
  const contenders = [ourStep(shape), matrixProducts(), ...(peer ? [peer] : [])];
  const [ours, products, peers] = await takeTurns(contenders, rounds);
  if (!ours || !products) throw new Error('A contender was lost.');
  const { flops = Number.NaN, neededFlops = Number.NaN } = ours.first;
  return { shape, flops, neededFlops, ours, products, peer: peers ?? null };
}

function comparison(measured: readonly Measured[], peer: readonly string[]): Section {
  const rows = measured.flatMap(({ shape, ours, peer: theirs }) => {
    if (theirs === null) return [];
    const ratio = ratioOfRounds(theirs.seconds, ours.seconds);
    return [{ shape, ours, theirs, ratio, processor: ratioOfRounds(theirs.processorSeconds, ours.processorSeconds) }];
  });
  return {
    title: 'A full search step, compared',
    about:
      `${REFERENCE.layers} cells, C=${REFERENCE.channels}, 32x32 images. The peer is \`${peer.join(' ')}\`. Both take turns; ` +
      'medians, and in brackets the lowest and the highest ratio of a turn. Processor time is that of all cores together, which ' +
      'other programs on the machine disturb less. Memory is the most a process had resident.',
    header: [
      'times as fast',
      'order',
      'batch',
      'Dartboard',
      'peer',
      'processor time ratio',
      'memory ratio',
      'Dartboard',
      'peer',
    ],
    rows: rows.map(({ shape, ours, theirs, ratio, processor }) => [
      ratioText(ratio),
      String(shape.order),
      String(shape.batch),
      time(median(ours.seconds)),
      time(median(theirs.seconds)),
      significant(processor.median, 2),
      significant(ours.peakMb / theirs.peakMb, 2),
      memory(ours.peakMb),
      memory(theirs.peakMb),
    ]),
    data: rows,
  };
}

function againstTheLimit(measured: readonly Measured[]): Section {
  const rows = measured.map(({ shape, flops, neededFlops, ours, products }) => {
    const limits = products.seconds.map((seconds) => (seconds * flops) / MATRIX_FLOPS);
    const { buildSeconds = Number.NaN, seconds } = ours.first;
    const ratio = ratioOfRounds(ours.seconds, limits);
    return {
      shape,
      flops,
      neededFlops,
      ours,
      products,
      limits,
      ratio,
      neededRatio: (ratio.median * flops) / neededFlops,
      compile: buildSeconds + seconds,
    };
  });
  return {
    title: "A full search step, against the machine's limit",
    about:
      'The limit is the time in which TensorFlow on the same threads multiplies large matrices with as many operations as the ' +
      "step's convolutions have, forward and backward, as the reference computes them; in the second column without the " +
      'gradients of weights that nobody reads. Compiling is everything from the network to the end of the first step.',
    header: [
      'times the limit',
      'of what is needed',
      'order',
      'batch',
      'step',
      'limit',
      'GFLOP',
      'memory',
      'to the first step',
    ],
    rows: rows.map(({ shape, flops, ours, limits, ratio, neededRatio, compile }) => [
      ratioText(ratio),
      significant(neededRatio, 2),
      String(shape.order),
      String(shape.batch),
      time(median(ours.seconds)),
      time(median(limits)),
      significant(flops / 1e9),
      memory(ours.peakMb),
      time(compile),
    ]),
    data: rows,
  };
}
