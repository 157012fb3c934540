import { appendFileSync } from 'node:fs';

/** Says what a part of `npm run test:chaos` has shown: at once, and in the summary that it ends with. */
export function tell(line: string): void {
  console.log(line);
  const summary = process.env['DARTBOARD_CHAOS_SUMMARY'];
  if (summary !== undefined) appendFileSync(summary, `${line}\n`);
}
