import { formatCount } from '../format';
import type { XMode } from './run-clock';

/** What an x axis counts, in words. */
export const X_WORDS: Record<XMode, string> = {
  step: 'step',
  epoch: 'epoch',
  active: 'active time',
  wall: 'wall time',
};

/** A value beside an x axis. */
export function formatX(mode: XMode, value: number): string {
  if (mode === 'step') return formatCount(value);
  return mode === 'epoch' ? short(value) : durationWords(value);
}

/** A place on an x axis in words, such as `step 1,200` or `active time 1 h 02 min 30 s`. */
export function describeX(mode: XMode, x: number): string {
  if (mode === 'step') return `step ${formatCount(x)}`;
  if (mode === 'epoch') return `epoch ${x.toFixed(2)}`;
  return `${X_WORDS[mode]} ${clockWords(x)}`;
}

/**
 * How far apart the marks of a time axis are, milliseconds: as clocks divide time, so that at most about `count` of them
 * lie in `span`; undefined for other axes and for parts of a second, which are divided as all numbers are.
 */
export function timeStep(mode: XMode, span: number, count: number): number | undefined {
  if (mode === 'step' || mode === 'epoch') return undefined;
  const wanted = span / Math.max(1, count);
  if (wanted <= SECOND / 2) return undefined;
  return DURATIONS.find((duration) => duration >= wanted) ?? Math.ceil(wanted / DAY) * DAY;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DURATIONS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10].map((n) => n * DAY),
];

/** `45 s`, `2 min`, `1:30 h`, `2 d 06 h`. */
function durationWords(milliseconds: number): string {
  if (milliseconds === 0) return '0';
  if (milliseconds < MINUTE) return `${short(milliseconds / SECOND)} s`;
  const [unit, word, part] =
    milliseconds < HOUR ? [MINUTE, 'min', SECOND] : milliseconds < DAY ? [HOUR, 'h', MINUTE] : [DAY, 'd', HOUR];
  const rest = Math.round((milliseconds % unit) / part);
  const whole = Math.floor(milliseconds / unit);
  if (rest === 0) return `${whole} ${word}`;
  return word === 'd' ? `${whole} d ${two(rest)} h` : `${whole}:${two(rest)} ${word}`;
}

function clockWords(milliseconds: number): string {
  const [hours, minutes] = [Math.floor(milliseconds / HOUR), Math.floor((milliseconds % HOUR) / MINUTE)];
  const seconds = Math.floor((milliseconds % MINUTE) / SECOND);
  if (hours > 0) return `${hours} h ${two(minutes)} min ${two(seconds)} s`;
  return minutes > 0 ? `${minutes} min ${two(seconds)} s` : `${seconds} s`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
