import { cpus, homedir, release, totalmem } from 'node:os';

import type { AppInfo, AppSettings, LogLine, TrainerState, Trouble } from '../contract';

/** What a report of a fault should say. */
export interface DiagnosticFacts {
  readonly app: AppInfo;
  readonly settings: AppSettings;
  readonly trainer: TrainerState;
  readonly trouble: Trouble | null;
  readonly lines: readonly LogLine[];
}

const MOST_LINES = 60;

/** A text to paste into a report. The home folder's name is a person's name often, so it is left out. */
export function describeDiagnostics(facts: DiagnosticFacts): string {
  const { app, settings, trainer, trouble, lines } = facts;
  const text = [
    `Dartboard ${app.version}, Electron ${app.electron}, Chrome ${app.chrome}, Node ${app.node}`,
    `${app.platform} ${release()}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${gigabytes(totalmem())}`,
    `Trainer: ${describeTrainer(trainer)}`,
    `Runs: ${app.runsFolder}`,
    `Settings: ${JSON.stringify(settings)}`,
    ...(trouble === null ? [] : [`Last trouble (${trouble.cause}): ${trouble.message}`, ...trouble.lastLines]),
    '',
    ...lines
      .slice(-MOST_LINES)
      .map(({ time, level, message }) => `${new Date(time).toISOString()} ${level} ${message}`),
  ].join('\n');
  return text.replaceAll(homedir(), '~');
}

/** What the trainer computes on, or why it does not. */
export function describeTrainer(trainer: TrainerState): string {
  switch (trainer.kind) {
    case 'ready': {
      const { name, kind, tensorflow, threads } = trainer.device;
      return `${name} (${kind.toUpperCase()}, ${threads} threads), TensorFlow ${tensorflow}`;
    }
    case 'starting':
      return 'the trainer is still starting';
    case 'crashed':
      return trainer.message;
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1_024 ** 3).toFixed(1)} GiB`;
}
