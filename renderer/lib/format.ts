const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithDay = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** Stands for a value that is not known. */
export const UNKNOWN = '–';

/** `1234567` as `1,234,567`. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** Seconds as people say them, in at most two units: `8 s`, `4 min 05 s`, `2 h 03 min`, `3 d 04 h`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return UNKNOWN;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

/** The time of one step: `352 ms`, `1.42 s`, `61.0 s`. */
export function formatStepTime(milliseconds: number | null): string {
  if (milliseconds === null || !Number.isFinite(milliseconds)) return UNKNOWN;
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}

/** A percentage that is already in percent: `45.3%`. */
export function formatPercent(percent: number | null, digits = 1): string {
  if (percent === null || !Number.isFinite(percent)) return UNKNOWN;
  return `${percent.toFixed(digits)}%`;
}

/** A loss in nats, three decimals. */
export function formatLoss(loss: number | null): string {
  if (loss === null || !Number.isFinite(loss)) return UNKNOWN;
  return loss.toFixed(3);
}

/** An ISO time stamp as a date and a time. */
export function formatDate(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? UNKNOWN : dates.format(time);
}

/** A moment, in milliseconds since 1970, as a clock tells it: `14:02`; with the day when that is not today's. */
export function formatClock(time: number, now = Date.now()): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return (sameDay ? clock : clockWithDay).format(time);
}

/** How long before `now` (milliseconds) an ISO time stamp was; the day when it is more than a week. */
export function formatAge(iso: string, now: number): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return UNKNOWN;
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  const daysAgo = Math.floor(minutes / (24 * 60));
  if (daysAgo === 1) return 'yesterday';
  return daysAgo <= 7 ? `${daysAgo} days ago` : days.format(time);
}

/** `1 image`, `2 images`: a count with its noun. */
export function formatNoun(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** A value beside an axis, with all digits that tell it from its neighbours: `2.3`, `0.025`, `0.999985`. */
export function formatNumberTick(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** A percentage beside an axis: `20%`. */
export function formatPercentTick(value: number): string {
  return `${formatNumberTick(value)}%`;
}
