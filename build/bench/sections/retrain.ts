import { CannotRun } from '../cannot-run';
import { type Contender, ourRetraining, peerStep, type RetrainShape } from '../contender';
import { memory, ratioText, type Section, significant, time } from '../markdown';
import type { BenchOptions } from '../options';
import { tell } from '../progress';
import { median, ratioOfRounds } from '../statistics';
import { takeTurns, type Turns } from '../take-turns';

/** The paper's network for CIFAR-10. */
const REFERENCE = { channels: 36, layers: 20 } as const;
/** The reference's batch size, and one that fits into smaller memories. */
const BATCHES = [32, 96];

/** Steps of retraining DARTS_V2 with auxiliary head and drop-path, and a peer's when there is one. */
export async function measureRetraining({ retrainPeer, rounds, quick }: BenchOptions): Promise<Section[]> {
  const measured: { readonly shape: RetrainShape; readonly ours: Turns; readonly peer: Turns | null }[] = [];
  for (const batch of quick ? BATCHES.slice(0, 1) : BATCHES) {
    const shape = { ...REFERENCE, batch };
    tell(`Retraining steps: batch ${batch}`);
    const [ours, peer] = await takeTurnsOf(shape, retrainPeer, rounds ?? (quick ? 2 : batch > 32 ? 3 : 5));
    if (!ours) throw new Error('A contender was lost.');
    measured.push({ shape, ours, peer: peer ?? null });
  }
  const ofPeer = (peer: Turns | null, value: (turns: Turns) => string): string => (peer ? value(peer) : '');
  return [
    {
      title: 'A retraining step',
      about:
        `DARTS_V2 with auxiliary head and drop-path, ${REFERENCE.layers} cells, C=${REFERENCE.channels}, 32x32 images` +
        (retrainPeer
          ? `. The peer is \`${retrainPeer.join(' ')}\`. Both take turns; medians, and in brackets the lowest and the ` +
            'highest ratio of a turn. Processor time is that of all cores together.'
          : '.'),
      header: ['times as fast', 'batch', 'Dartboard', 'peer', 'processor time ratio', 'memory', 'peer'],
      rows: measured.map(({ shape, ours, peer }) => [
        ofPeer(peer, ({ seconds }) => ratioText(ratioOfRounds(seconds, ours.seconds))),
        String(shape.batch),
        time(median(ours.seconds)),
        ofPeer(peer, ({ seconds }) => time(median(seconds))),
        ofPeer(peer, (turns) => significant(ratioOfRounds(turns.processorSeconds, ours.processorSeconds).median, 2)),
        memory(ours.peakMb),
        ofPeer(peer, ({ peakMb }) => memory(peakMb)),
      ]),
      data: measured,
    },
  ];
}

async function takeTurnsOf(shape: RetrainShape, peer: readonly string[] | null, rounds: number): Promise<Turns[]> {
  const ours: Contender = ourRetraining(shape);
  if (peer === null) return takeTurns([ours], rounds);
  try {
    return await takeTurns([ours, peerStep(peer, shape)], rounds);
  } catch (error) {
    if (!(error instanceof CannotRun) || !error.message.startsWith('The peer')) throw error;
    tell(`${error.message}: it is left out.`);
    return takeTurns([ours], rounds);
  }
}
