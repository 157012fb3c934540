/** Tells on standard error what is being measured now; standard output belongs to the tables. */
export function tell(line: string): void {
  console.error(line);
}
