import type { Terminal, TextStream } from '../../../src-core/cli/terminal';

/** Keeps what is written to it. */
export interface RecordingStream extends TextStream {
  text: string;
}

/** A terminal that keeps what is written to it; without columns, its streams are files. */
export function recordingTerminal(
  columns: number | null = null,
  unicode = true,
): Terminal & { readonly out: RecordingStream; readonly err: RecordingStream } {
  const stream = (): RecordingStream => ({
    text: '',
    ...(columns === null ? {} : { isTTY: true, columns }),
    write(text: string) {
      this.text += text;
    },
  });
  return { out: stream(), err: stream(), unicode };
}
