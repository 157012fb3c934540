const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A size in at most three digits: `512 B`, `4.2 KB`, `1.3 GB`; a thousand to the next unit, as disks are sold. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[power] ?? ''}`;
}
