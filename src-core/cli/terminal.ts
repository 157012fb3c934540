/** The part of a stream that the command line writes to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where the command line writes: results to `out`, everything said on the way to `err`. */
export interface Terminal {
  readonly out: TextStream;
  readonly err: TextStream;
  /** Whether characters beyond ASCII can be shown. */
  readonly unicode: boolean;
}

/** The terminal of this process. */
export function processTerminal(environment: NodeJS.ProcessEnv = process.env): Terminal {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return {
    out: process.stdout,
    err: process.stderr,
    unicode: process.platform === 'win32' || /utf-?8/i.test(locale),
  };
}

/** Writes one line. */
export function line(stream: TextStream, text: string): void {
  stream.write(`${text}\n`);
}
