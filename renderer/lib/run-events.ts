import type { RunState } from '../../src-core/runs/records';
import { formatBytes } from './format-bytes';
import { formatCount, formatDuration, formatLoss, formatPercent } from './format';
import type { RunLog } from './run-log';

/** Something that a run's records tell, in a sentence. */
export interface RunEvent {
  readonly time: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

const STATES: Record<RunState, string> = {
  preparing: 'Preparing: reads the data and builds the network.',
  running: 'Running.',
  paused: 'Paused.',
  stopped: 'Stopped on request.',
  finished: 'Finished.',
  failed: 'Failed.',
};

/** What befell a run, oldest first: its states, its epochs, what was saved, and when it was continued. */
export function runEvents(log: RunLog): readonly RunEvent[] {
  const events: RunEvent[] = [
    ...log.changes.map(({ time, state, message }): RunEvent => ({
      time,
      level: state === 'failed' ? 'error' : 'info',
      message: message === null ? STATES[state] : `${STATES[state]} ${message}`,
    })),
    ...log.epochs.map(({ time, epoch, train, valid, seconds }): RunEvent => ({
      time,
      level: valid.loss === null && train.loss === null ? 'warn' : 'info',
      message: `Epoch ${epoch + 1} took ${formatDuration(seconds)}: train loss ${formatLoss(train.loss)}, valid loss ${formatLoss(valid.loss)}, valid top-1 ${formatPercent(valid.top1)}.`,
    })),
    ...log.checkpoints.map(({ time, globalStep, bytes, milliseconds }): RunEvent => ({
      time,
      level: 'info',
      message: `Saved at step ${formatCount(globalStep)}: ${formatBytes(bytes)} in ${Math.round(milliseconds)} ms.`,
    })),
    ...log.resumptions.flatMap(({ time, globalStep, grade, skipped }): RunEvent[] => [
      ...skipped.map((message): RunEvent => ({ time, level: 'warn', message })),
      {
        time,
        level: 'info',
        message: `Continued from step ${formatCount(globalStep)}, ${grade === 'identical' ? 'bit for bit as without the interruption' : 'the same up to rounding'}.`,
      },
    ]),
  ];
  return events.sort((a, b) => a.time - b.time);
}
