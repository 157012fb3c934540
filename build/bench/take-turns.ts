import { freemem } from 'node:os';

import type { Contender } from './contender';
import type { StepAnswer, TurnTaker } from './turn-taker';

/** What was measured of one contender. */
export interface Turns {
  /** Seconds of each round's step. */
  readonly seconds: readonly number[];
  /** Processor time of each round's step, which other programs on the machine disturb less. */
  readonly processorSeconds: readonly number[];
  readonly peakMb: number;
  /** Of its first step ever, which includes what it compiles then. */
  readonly first: StepAnswer;
}

/** How much of the free memory the contenders may fill together. */
const SHARE_OF_MEMORY = 0.9;

/**
 * Lets contenders run their steps in turns, one at a time, so that whatever else happens on the machine happens to all of
 * them. Each is warmed up by one step. Where they do not fit into memory together, each is started anew for its turn.
 *
 * @returns in the order of `contenders`
 * @throws CannotRun when one of them does not run
 */
export async function takeTurns(contenders: readonly Contender[], rounds: number): Promise<Turns[]> {
  const turns = contenders.map((contender) => ({ contender, answers: [] as StepAnswer[], restingMb: 0 }));
  const free = freemem() / 2 ** 20;
  const firsts: StepAnswer[] = [];
  for (const turn of turns) {
    await withTaker(turn.contender, async (taker) => {
      firsts.push(await taker.step());
      turn.restingMb = taker.restingMb();
    });
  }
  const waiting = turns.reduce((sum, { restingMb }) => sum + restingMb, 0);
  const together = turns.every(
    ({ restingMb }, i) => waiting - restingMb + (firsts[i]?.peakMb ?? 0) < SHARE_OF_MEMORY * free,
  );

  const running = new Map<Contender, TurnTaker>();
  try {
    if (together) {
      for (const { contender } of turns) {
        const taker = contender.start();
        running.set(contender, taker);
        await taker.step();
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const { contender, answers } of round % 2 === 0 ? turns : [...turns].reverse()) {
        const taker = running.get(contender);
        if (taker) answers.push(await taker.step());
        else {
          await withTaker(contender, async (fresh) => {
            await fresh.step();
            answers.push(await fresh.step());
          });
        }
      }
    }
  } finally {
    for (const taker of running.values()) await taker.close();
  }
  return turns.map(({ answers }, i) => ({
    seconds: answers.map(({ seconds }) => seconds),
    processorSeconds: answers.map(({ processorSeconds }) => processorSeconds),
    peakMb: Math.max(...answers.map(({ peakMb }) => peakMb)),
    first: firsts[i] ?? lost(),
  }));
}

async function withTaker(contender: Contender, use: (taker: TurnTaker) => Promise<void>): Promise<void> {
  const taker = contender.start();
  try {
    await use(taker);
  } finally {
    await taker.close();
  }
}

function lost(): never {
  throw new Error('A contender was lost.');
}
