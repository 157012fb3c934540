/** How the trainer's process ended. */
export interface TrainerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** True when main had asked it to shut down. */
  readonly asked: boolean;
  /** What it wrote last on its error stream, oldest first. */
  readonly lastWords: readonly string[];
  /** Why main ended it by force, when it did. */
  readonly killedFor: string | null;
  /** Why it could not be started at all, when that is how it ended. */
  readonly launchError: string | null;
}

/** What a signal means to a person. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGKILL: 'was killed from outside (SIGKILL); the system does this when memory runs out: try a smaller batch size',
  SIGTERM: 'was ended from outside (SIGTERM)',
  SIGSEGV: 'crashed in native code (SIGSEGV)',
  SIGABRT: 'gave up in native code (SIGABRT)',
  SIGILL: 'met an instruction that this processor does not have (SIGILL)',
  SIGBUS: 'crashed in native code (SIGBUS)',
};

/** The sentence that tells a person why the trainer is gone. */
export function describeExit(exit: TrainerExit): string {
  if (exit.launchError !== null) return `The trainer could not be started: ${exit.launchError}.`;
  if (exit.killedFor !== null) return `The trainer ${exit.killedFor} and was ended.`;
  if (exit.signal !== null) return `The trainer ${SIGNALS[exit.signal] ?? `was ended by ${exit.signal}`}.`;
  if (exit.asked && exit.code === 0) return 'The trainer was shut down.';
  const words = lastError(exit.lastWords);
  return `The trainer ended by itself with code ${exit.code ?? 'unknown'}${words === null ? '.' : `: ${words}`}`;
}

/** The line that most likely says what went wrong: TensorFlow's notes, stack frames and Node's version line say nothing. */
function lastError(lines: readonly string[]): string | null {
  const telling = lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^at |^Node\.js v|: [IW] (tensorflow|external)\/|^[{}^]+$/.test(line));
  return telling.find((line) => /^(Uncaught )?\w*Error\b/.test(line)) ?? telling[telling.length - 1] ?? null;
}
