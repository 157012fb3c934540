import { formatCount } from './format';

/** A count in millions, as papers give the size of networks: `3.35 million`, `528 million`; a small one in full: `48,210`. */
export function formatMillions(count: number): string {
  return count < 100_000 ? formatCount(count) : `${(count / 1e6).toFixed(count < 1e8 ? 2 : 0)} million`;
}
