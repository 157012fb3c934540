/** How many cases a property of a parser is tried with: few, unless `npm run test:chaos` asks for more. */
export function fuzzCases(few: number): { readonly numRuns: number } {
  return { numRuns: Number(process.env.DARTBOARD_FUZZ_CASES ?? few) };
}

/** Long runs need more than a test usually has: a millisecond and a half a case. */
export function fuzzTimeout(): number {
  return 60_000 + 3 * Number(process.env.DARTBOARD_FUZZ_CASES ?? 0);
}
