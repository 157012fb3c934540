import { describe, expect, it } from 'vitest';

import { parseBenchOptions, SECTIONS, UsageError } from '../../../build/bench/options';

describe('parseBenchOptions', () => {
  it('measures everything unless told otherwise', () => {
    expect(parseBenchOptions([])).toMatchObject({ only: SECTIONS, batches: [16, 64], orders: [1, 2], peer: null });
  });

  it('takes lists apart', () => {
    const args = ['--only', 'step,memory', '--batches', '8,32', '--orders', '2', '--rounds', '4'];
    expect(parseBenchOptions(args)).toMatchObject({
      only: ['step', 'memory'],
      batches: [8, 32],
      orders: [2],
      rounds: 4,
    });
  });

  it('takes the command line of the peer apart', () => {
    expect(parseBenchOptions(['--peer', '"/a folder/python" bench.py --device cuda'])?.peer).toEqual([
      '/a folder/python',
      'bench.py',
      '--device',
      'cuda',
    ]);
  });

  it('gives way to help', () => {
    expect(parseBenchOptions(['--help'])).toBeNull();
  });

  it.each([
    [['--only', 'steps'], /there is no part "steps"/],
    [['--orders', '3'], /--orders takes 1 and 2, not "3"/],
    [['--batches', '0'], /--batches takes whole numbers above 0, not "0"/],
    [['--batches', ','], /--batches names nothing/],
    [['--peer', ' '], /--peer names no program/],
    [['--fast'], /--fast.*See npm run bench -- --help/],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseBenchOptions(args)).toThrow(UsageError);
    expect(() => parseBenchOptions(args)).toThrow(message);
  });
});
