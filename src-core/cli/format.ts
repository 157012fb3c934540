/** A time span for people: `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** A step's time: `84 ms`, `1.4 s`. */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** Percent with one digit; a dash for no value. */
export function formatPercent(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} %`;
}

/** A loss with three digits; a dash for no value. */
export function formatLoss(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}

/** Rows as aligned columns, two spaces apart, no blanks at the ends. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - displayWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Cuts text to a number of terminal columns. */
export function fitColumns(text: string, columns: number): string {
  let [fitting, used] = ['', 0];
  for (const { segment } of SEGMENTER.segment(text)) {
    used += segmentWidth(segment);
    if (used > columns) break;
    fitting += segment;
  }
  return fitting;
}

const SEGMENTER = new Intl.Segmenter();

/** Columns that text takes on a terminal: East Asian wide characters and emoji take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of SEGMENTER.segment(text)) width += segmentWidth(segment);
  return width;
}

function segmentWidth(segment: string): number {
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]|[\uff01-\uff60]/u.test(
    segment,
  )
    ? 2
    : 1;
}
