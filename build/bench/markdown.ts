import type { Ratio } from './statistics';

/** Part of the bench's result: a table for people, the numbers behind it for programs. */
export interface Section {
  readonly title: string;
  /** What the numbers mean, one paragraph. */
  readonly about: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly data: unknown;
}

/** A section as Markdown, its columns aligned. */
export function sectionToMarkdown({ title, about, header, rows }: Section): string {
  return [`### ${title}`, '', about, '', ...tableLines(header, rows), ''].join('\n');
}

function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** A number with `digits` significant digits, without an exponent. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(decimals, 6));
}

/** `1.4 s`, `35 ms`. */
export function time(seconds: number): string {
  return seconds < 0.1 ? `${significant(1_000 * seconds)} ms` : `${significant(seconds)} s`;
}

/** `850 MB`, `12.9 GB`. */
export function memory(megabytes: number): string {
  return megabytes < 1_000 ? `${megabytes.toFixed(0)} MB` : `${(megabytes / 1_024).toFixed(1)} GB`;
}

/** A ratio with the range of the rounds', such as "**2.1** (2.0 to 2.3)". */
export function ratioText({ median: middle, lowest, highest }: Ratio): string {
  return `**${significant(middle, 2)}** (${significant(lowest, 2)} to ${significant(highest, 2)})`;
}
