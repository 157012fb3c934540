import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Command } from '../../../src-core/cli/command';
import { UsageError } from '../../../src-core/cli/command';
import { nearestName } from '../../../src-core/cli/nearest-name';
import { parseArguments } from '../../../src-core/cli/parse-arguments';

const COMMAND: Command = {
  name: 'example',
  usage: 'RUN [DIR]',
  summary: 'An example.',
  positionals: [
    { name: 'RUN', required: true },
    { name: 'DIR', required: false },
  ],
  options: [
    { name: 'out', kind: 'text', value: 'DIR', help: '' },
    { name: 'batch-size', kind: 'integer', help: '' },
    { name: 'learning-rate', kind: 'number', help: '' },
    { name: 'cutout', kind: 'boolean', help: '' },
  ],
  run: () => Promise.resolve(0),
};

function parse(...words: string[]): Record<string, unknown> {
  const { positionals, values } = parseArguments(words, COMMAND);
  return { positionals, ...Object.fromEntries(values) };
}

function refusal(...words: string[]): string {
  try {
    parseArguments(words, COMMAND);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  throw new Error('The arguments were taken.');
}

describe('parseArguments', () => {
  it('reads options in both spellings, in any place, the last of two', () => {
    expect(parse('run', '--batch-size', '8', '--learning-rate=1e-3', '--out', 'a b', '--cutout', 'dir')).toEqual({
      positionals: ['run', 'dir'],
      'batch-size': 8,
      'learning-rate': 0.001,
      out: 'a b',
      cutout: true,
    });
    expect(parse('run', '--cutout', '--no-cutout', '--batch-size', '1', '--batch-size', '2')).toEqual({
      positionals: ['run'],
      cutout: false,
      'batch-size': 2,
    });
    expect(parse('--', '--run')).toEqual({ positionals: ['--run'] });
  });

  it('leaves what was not given out', () => {
    expect(parse('run')).toEqual({ positionals: ['run'] });
  });

  it('takes a negative number as a number, and a name that starts with a dash when it is meant', () => {
    expect(parse('run', '--batch-size', '-1')).toMatchObject({ 'batch-size': -1 });
    expect(parse('run', '--out=-x')).toMatchObject({ out: '-x' });
  });

  it.each([
    [['run', '--bach-size', '3'], 'There is no option --bach-size; did you mean --batch-size?'],
    [['run', '--no-cutuot'], 'There is no option --no-cutuot; did you mean --no-cutout?'],
    [['run', '--frobnicate'], 'There is no option --frobnicate.'],
    [['run', '--no-out'], /^There is no option --no-out/],
    [['run', '-x'], /^There is no option -x/],
    [['run', '--out'], '--out needs a value: --out DIR.'],
    [['run', '--out='], '--out needs a value: --out DIR.'],
    [['run', '--out', '--cutout'], '--out needs a value: --out DIR.'],
    [['run', '--batch-size', 'many'], '--batch-size needs a whole number, not "many".'],
    [['run', '--batch-size', '1.5'], '--batch-size needs a whole number, not "1.5".'],
    [['run', '--learning-rate', '0,1'], '--learning-rate needs a number, not "0,1".'],
    [['run', '--cutout=yes'], '--cutout takes no value; --no-cutout turns it off.'],
    [[], 'RUN is missing.'],
    [['run', 'dir', 'more'], '"more" is one argument too many.'],
  ])('refuses %j', (words, message) => {
    expect(refusal(...words)).toMatch(message);
  });

  it('answers any words with arguments or a usage error', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--out', '--cutout', '--batch-size', '--', '-', '--no-', '1', '='),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        try {
          parseArguments(words, COMMAND);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});

describe('nearestName', () => {
  it('finds a misspelt or shortened name, and does not guess wildly', () => {
    expect(nearestName('epoch', ['epochs', 'seed'])).toBe('epochs');
    expect(nearestName('learnign-rate', ['learning-rate', 'learning-rate-min'])).toBe('learning-rate');
    expect(nearestName('arch', ['arch-learning-rate', 'seed'])).toBe('arch-learning-rate');
    expect(nearestName('verbose', ['epochs', 'seed'])).toBeUndefined();
    expect(nearestName('', ['epochs'])).toBeUndefined();
  });
});
