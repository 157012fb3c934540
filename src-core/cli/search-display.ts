import { printable } from '../file-errors';
import type { EpochRecord, ResumedRecord, ResumeGrade, RunRecord, StatusRecord, StepRecord } from '../runs/records';
import { fitColumns, formatLoss, formatMilliseconds, formatPercent, formatSeconds } from './format';
import { line } from './terminal';
import type { Terminal } from './terminal';

/** Shortest time between two drawings of the progress line. */
const REDRAW_MS = 100;
/** Shortest time between two progress lines where nothing can be redrawn: a log file. */
const LOG_INTERVAL_MS = 15_000;
const CLEAR_LINE = '\r\u001b[K';

/** What a run can promise before it begins. */
const PROMISES: Record<ResumeGrade, string> = {
  identical: 'if interrupted, it goes on bit for bit as if it had not been: steps tried twice gave the same numbers',
  close: 'if interrupted, it goes on up to rounding only: steps tried twice gave other numbers on this machine',
};

/** Shows a running search: one redrawn line on a terminal, a line now and then elsewhere, and one for every epoch. */
export class SearchDisplay {
  private step: StepRecord | null = null;
  private compiling = false;
  private status: StatusRecord | null = null;
  private drawn = Number.NEGATIVE_INFINITY;
  private onScreen = false;

  constructor(private readonly terminal: Terminal) {}

  /** Takes the next record of the run. */
  show(record: RunRecord): void {
    if (record.kind === 'step') this.step = record;
    if (record.kind === 'epoch') this.say(epochLine(record, this.status?.epochs ?? 0));
    if (record.kind === 'status') {
      this.status = record;
      // Data and network are ready when a run tells its first status.
      if (record.state === 'running' || record.state === 'preparing') this.sayCompiling();
      if (record.state === 'running') this.draw();
      if (record.state === 'paused' && record.message !== null) this.say(`paused: ${record.message}`);
    }
    if (record.kind === 'probe') this.say(PROMISES[record.grade]);
    if (record.kind === 'resumed') for (const text of resumedLines(record)) this.say(printable(text));
  }

  /** Writes a line that stays, above the progress line. */
  say(text: string): void {
    const { err } = this.terminal;
    if (this.onScreen) err.write(CLEAR_LINE);
    this.onScreen = false;
    line(err, text);
  }

  /** Takes the progress line off the screen. */
  end(): void {
    if (this.onScreen) this.terminal.err.write(CLEAR_LINE);
    this.onScreen = false;
  }

  /** Once: the first step builds and optimises its graph before it computes. */
  private sayCompiling(): void {
    if (this.step !== null || this.compiling) return;
    this.compiling = true;
    this.say('compiling the step for this device…');
  }

  private draw(): void {
    const { err } = this.terminal;
    const interval = err.isTTY ? REDRAW_MS : LOG_INTERVAL_MS;
    if (this.status === null || this.step === null || performance.now() - this.drawn < interval) return;
    this.drawn = performance.now();
    const columns = (err.columns ?? 80) - 1;
    const text = progressLine(this.step, this.status, err.isTTY ? columns : 120, this.terminal.unicode);
    if (err.isTTY) {
      err.write(CLEAR_LINE + text);
      this.onScreen = true;
    } else {
      line(err, text);
    }
  }
}

/**
 * The state of a search on one line of at most `columns`: as many of its parts, the most telling first, as fit.
 */
export function progressLine(step: StepRecord, status: StatusRecord, columns: number, unicode: boolean): string {
  const { epoch, epochs, totalSteps, globalStep, stepMs, etaSeconds } = status;
  const parts = [
    `epoch ${epoch + 1}/${epochs}`,
    status.phase === 'validation' || status.phase === 'test'
      ? status.phase
      : `step ${status.step}/${status.stepsPerEpoch}`,
    etaSeconds === null ? '' : `${formatSeconds(etaSeconds)} left`,
    `loss ${formatLoss(step.train.loss)}`,
    `top-1 train ${formatPercent(step.train.top1)}`,
    step.valid.top1 === null ? '' : `valid ${formatPercent(step.valid.top1)}`,
    stepMs === null ? '' : `${formatMilliseconds(stepMs)}/step`,
  ].filter((part) => part !== '');
  let text = `${progressBar(globalStep / totalSteps, columns < 60 ? 8 : 16, unicode)} ${parts.shift() ?? ''}`;
  for (const part of parts) {
    if (text.length + 2 + part.length > columns) break;
    text += `  ${part}`;
  }
  return fitColumns(text, columns);
}

function progressBar(value: number, width: number, unicode: boolean): string {
  const done = Math.max(0, Math.min(width, Math.floor(value * width)));
  const [full, empty] = unicode ? ['█', '░'] : ['#', '.'];
  return `[${full.repeat(done)}${empty.repeat(width - done)}]`;
}

function epochLine({ epoch, train, valid, seconds }: EpochRecord, epochs: number): string {
  return (
    `epoch ${epoch + 1}/${epochs}: train loss ${formatLoss(train.loss)}, top-1 ${formatPercent(train.top1)}; ` +
    `valid loss ${formatLoss(valid.loss)}, top-1 ${formatPercent(valid.top1)}, top-5 ${formatPercent(valid.top5)}; ` +
    formatSeconds(seconds)
  );
}

function resumedLines({ file, globalStep, skipped, grade }: ResumedRecord): string[] {
  const from = file === '' ? 'the beginning, as there is no checkpoint yet' : `${file}, after step ${globalStep}`;
  const promise =
    grade === 'identical'
      ? 'the same numbers, bit for bit, as without the interruption'
      : 'the same numbers up to rounding: this machine does not compute them bit for bit as before';
  return [...skipped, `continued from ${from}: ${promise}`];
}
