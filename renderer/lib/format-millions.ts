/** A count in millions, as papers give the size of networks: `3.35 million`. */
export function formatMillions(count: number): string {
  return `${(count / 1e6).toFixed(2)} million`;
}
