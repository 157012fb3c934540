/** The middle value, or the mean of the two middle ones; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return below === undefined || above === undefined ? Number.NaN : (below + above) / 2;
}

/** How two programs compare that took turns. */
export interface Ratio {
  /** Median over the rounds of `over / under`, so that a slow minute of the machine weighs on both sides. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Compares measurements of the same rounds. */
export function ratioOfRounds(over: readonly number[], under: readonly number[]): Ratio {
  const ratios = over.map((value, round) => value / (under[round] ?? Number.NaN));
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}
