import { describe, expect, it } from 'vitest';

import { CannotRun } from '../../../build/bench/cannot-run';
import type { Contender } from '../../../build/bench/contender';
import { takeTurns } from '../../../build/bench/take-turns';
import { TurnTaker } from '../../../build/bench/turn-taker';

/** A program that answers each line with the value of an expression in `n`, the number of the line. */
function program(name: string, answer: string): Contender {
  const script = `let n = 0; require('readline').createInterface({ input: process.stdin }).on('line', () => { n++; console.log(${answer}); });`;
  return { name, start: () => new TurnTaker(name, [process.execPath, '-e', script]) };
}

describe('takeTurns', () => {
  it('leaves the first step out and keeps every other in its round', async () => {
    const counting = program('Counting', 'JSON.stringify({ seconds: n, peakMb: 10 * n, flops: 7 })');
    const constant = program('Constant', 'JSON.stringify({ seconds: 0.5, peakMb: 1 })');
    const [first, second] = await takeTurns([counting, constant], 3);
    expect(first).toMatchObject({ seconds: [2, 3, 4], peakMb: 40, first: { seconds: 1, flops: 7 } });
    expect(second).toMatchObject({ seconds: [0.5, 0.5, 0.5], peakMb: 1 });
  });

  it('starts programs anew for each turn where they do not fit into memory together', async () => {
    const large = program('Large', 'JSON.stringify({ seconds: n, peakMb: 1e9 })');
    const [turns] = await takeTurns([large], 3);
    expect(turns?.seconds).toEqual([2, 2, 2]);
  });

  it('tells who ended, and why', async () => {
    const failing = program('The peer', 'nothing');
    const turns = takeTurns([failing], 1);
    await expect(turns).rejects.toThrow(CannotRun);
    await expect(turns).rejects.toThrow(/^The peer: it ended with exit code 1 \(.*Node\.js/);
  });

  it('tells that a program is not there', async () => {
    const missing = { name: 'The peer', start: () => new TurnTaker('The peer', ['/no/such/program']) };
    await expect(takeTurns([missing], 1)).rejects.toThrow(/^The peer: .*ENOENT/);
  });

  it('does not take a greeting for an answer', async () => {
    await expect(takeTurns([program('The peer', '"hello"')], 1)).rejects.toThrow(/^The peer answered "hello"/);
  });
});
