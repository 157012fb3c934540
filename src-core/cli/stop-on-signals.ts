import type { Session, SessionListener } from '../trainer/session';
import { EXIT } from './command';

/** What became of a search that was asked to stop from outside. */
export interface SignalWatch {
  /** Exit code for a stopped search. */
  readonly exitCode: number;
  /** Gives the signals back to the system. */
  release(): void;
}

const STREAMS = [process.stdout, process.stderr];
const ignore = (): void => undefined;

/**
 * Stops a search after its current step, with its run folder closed, on Ctrl+C, on SIGTERM and when nobody reads the
 * output any more. The second signal finds the system's own handling again and ends the process at once.
 */
export function stopOnSignals(session: Session, listener: SessionListener): SignalWatch {
  let exitCode: number = EXIT.done;
  const stop = (code: number): void => {
    exitCode = code;
    void session.close();
  };
  const interrupt = (): void => {
    listener.log('info', 'Stopping after this step; interrupt again to end at once.');
    stop(EXIT.interrupted);
  };
  const terminate = (): void => {
    stop(EXIT.terminated);
  };
  const unread = (): void => {
    stop(EXIT.failed);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', terminate);
  for (const stream of STREAMS) {
    stream.on('error', unread);
    // Stays: without a listener, output that nobody reads would be an uncaught error.
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
  return {
    get exitCode() {
      return exitCode;
    },
    release() {
      process.off('SIGINT', interrupt).off('SIGTERM', terminate);
      for (const stream of STREAMS) stream.off('error', unread);
    },
  };
}
