import { formatCount } from '../format';
import type { XMode } from './run-clock';

/** One mark of an axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Round values between `low` and `high`, about `count` of them: multiples of 1, 2, 2.5 or 5 times a power of ten. */
export function roundValues(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  return multiples(low, high, roundStep(span / Math.max(1, count), STEPS));
}

/** Powers of ten between `low` and `high`, and their double and fivefold where there are few. */
export function logarithmicValues(low: number, high: number, count: number): number[] {
  const exponents = Array.from(
    { length: Math.max(0, Math.floor(Math.log10(high)) - Math.floor(Math.log10(low))) + 1 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const sparse = exponents.length > count;
  const values = exponents.flatMap((exponent) =>
    (sparse ? [1] : [1, 2, 5]).map((factor) => decimal(factor * 10 ** exponent)),
  );
  const inside = values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  return inside.length >= 2 ? inside : roundValues(low, high, count).filter((value) => value > 0);
}

/** The marks of an x axis. */
export function xTicks(mode: XMode, low: number, high: number, count: number): Tick[] {
  if (mode === 'active' || mode === 'wall') return durationTicks(low, high, count);
  const whole = mode === 'step' ? 1 : 0;
  const span = high - low;
  const step = span > 0 ? Math.max(whole, roundStep(span / Math.max(1, count), WHOLE_STEPS)) : 1;
  return multiples(low, high, step).map((value) => ({
    value,
    text: mode === 'step' ? formatCount(value) : short(value),
  }));
}

/** What an x axis counts, in words. */
export const X_WORDS: Record<XMode, string> = {
  step: 'step',
  epoch: 'epoch',
  active: 'active time',
  wall: 'wall time',
};

/** A place on an x axis in words, such as `step 1,200` or `active time 1 h 02 min 30 s`. */
export function describeX(mode: XMode, x: number): string {
  if (mode === 'step') return `step ${formatCount(x)}`;
  if (mode === 'epoch') return `epoch ${x.toFixed(2)}`;
  return `${X_WORDS[mode]} ${clockWords(x)}`;
}

const STEPS = [1, 2, 2.5, 5, 10];
const WHOLE_STEPS = [1, 2, 5, 10];
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DURATIONS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  DAY,
];

function durationTicks(low: number, high: number, count: number): Tick[] {
  const wanted = (high - low) / Math.max(1, count);
  const step =
    DURATIONS.find((duration) => duration >= wanted) ??
    (wanted < SECOND ? wanted : DAY * roundStep(wanted / DAY, WHOLE_STEPS));
  if (wanted < SECOND / 2) {
    return roundValues(low, high, count).map((value) => ({ value, text: `${short(value / SECOND)} s` }));
  }
  return multiples(low, high, step).map((value) => ({ value, text: durationWords(value) }));
}

/** `45 s`, `2 min`, `1:30 h`, `2 d 06 h`. */
function durationWords(milliseconds: number): string {
  if (milliseconds === 0) return '0';
  if (milliseconds < MINUTE) return `${short(milliseconds / SECOND)} s`;
  if (milliseconds < HOUR) {
    const seconds = Math.round((milliseconds % MINUTE) / SECOND);
    return seconds === 0
      ? `${Math.floor(milliseconds / MINUTE)} min`
      : `${Math.floor(milliseconds / MINUTE)}:${two(seconds)} min`;
  }
  const minutes = Math.round((milliseconds % HOUR) / MINUTE);
  if (milliseconds < DAY)
    return minutes === 0
      ? `${Math.floor(milliseconds / HOUR)} h`
      : `${Math.floor(milliseconds / HOUR)}:${two(minutes)} h`;
  const hours = Math.round((milliseconds % DAY) / HOUR);
  return hours === 0 ? `${Math.floor(milliseconds / DAY)} d` : `${Math.floor(milliseconds / DAY)} d ${two(hours)} h`;
}

function clockWords(milliseconds: number): string {
  const [hours, minutes] = [Math.floor(milliseconds / HOUR), Math.floor((milliseconds % HOUR) / MINUTE)];
  const seconds = Math.floor((milliseconds % MINUTE) / SECOND);
  return hours > 0
    ? `${hours} h ${two(minutes)} min ${two(seconds)} s`
    : minutes > 0
      ? `${minutes} min ${two(seconds)} s`
      : `${seconds} s`;
}

function roundStep(wanted: number, factors: readonly number[]): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * (factors.find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10);
}

function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => decimal((first + i) * step));
}

/** A multiple of a decimal fraction without its rounding error: 3 * 0.1 is not 0.3. */
function decimal(value: number): number {
  return Number(value.toPrecision(12));
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
