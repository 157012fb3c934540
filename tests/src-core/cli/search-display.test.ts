import { describe, expect, it } from 'vitest';

import { SearchDisplay, progressLine } from '../../../src-core/cli/search-display';
import { makeEpoch, makeStatus, makeStep } from '../../records';
import { recordingTerminal } from './recording-terminal';

const STEP = makeStep(0, 3, 4);
const STATUS = makeStatus({ step: 3, stepsPerEpoch: 4, globalStep: 3, totalSteps: 8, stepMs: 412, etaSeconds: 80 });

describe('progressLine', () => {
  it('tells bar, epoch, step, time left, loss, accuracies and step time', () => {
    expect(progressLine(STEP, STATUS, 120, true)).toBe(
      // 3 of 8 steps: 6 of 16 blocks.
      '[██████░░░░░░░░░░] epoch 1/2  step 3/4  1 min 20 s left  loss 1.333  top-1 train 40.0 %  valid 30.0 %  412 ms/step',
    );
  });

  it('keeps to ASCII where the terminal has nothing else', () => {
    expect(progressLine(STEP, STATUS, 40, false)).toBe('[###.....] epoch 1/2  step 3/4');
  });

  it.each([1, 10, 24, 40, 60, 80, 200])('fits %i columns', (columns) => {
    expect(progressLine(STEP, STATUS, columns, true).length).toBeLessThanOrEqual(columns);
  });

  it('says when it validates', () => {
    expect(progressLine(STEP, { ...STATUS, phase: 'validation' }, 120, true)).toContain('epoch 1/2  validation');
  });
});

describe('SearchDisplay', () => {
  it('redraws one line on a terminal, and puts what stays above it', () => {
    const terminal = recordingTerminal(80);
    const display = new SearchDisplay(terminal);
    display.show(STEP);
    display.show(STATUS);
    expect(terminal.err.text.startsWith('\r\u001b[K[██████░░░░░░░░░░] epoch 1/2  step 3/4')).toBe(true);
    expect(terminal.err.text).not.toContain('\n');
    terminal.err.text = '';
    display.show(makeEpoch(0, 4, 4, 25));
    expect(terminal.err.text).toBe(
      '\r\u001b[Kepoch 1/2: train loss 1.500, top-1 40.0 %; valid loss 1.750, top-1 25.0 %, top-5 75.0 %; 0 s\n',
    );
    expect(terminal.out.text).toBe('');
  });

  it.each([
    ['identical', 'bit for bit as if it had not been'],
    ['close', 'up to rounding only'],
  ] as const)('says once that it compiles, and what an interruption would cost (%s)', (grade, words) => {
    const terminal = recordingTerminal();
    const display = new SearchDisplay(terminal);
    display.show({ ...STATUS, state: 'preparing', stepMs: null });
    display.show({ kind: 'probe', grade, milliseconds: 900, time: 1_000 });
    display.show({ ...STATUS, stepMs: null });
    const [first, second, ...rest] = terminal.err.text.split('\n');
    expect([first, rest]).toEqual(['compiling the step for this device…', ['']]);
    expect(second).toContain(`if interrupted, it goes on ${words}`);
  });

  it('does not flood a log: one line in a while, no control characters', () => {
    const terminal = recordingTerminal();
    const display = new SearchDisplay(terminal);
    for (let i = 1; i <= 1_000; i++) {
      display.show(makeStep(0, i, 4));
      display.show(STATUS);
    }
    display.end();
    expect(terminal.err.text.split('\n')).toHaveLength(2);
    expect(terminal.err.text).not.toContain('\r');
    expect(terminal.err.text).not.toContain('\u001b');
  });
});
