import { Worker } from 'node:worker_threads';

import { UserError } from '../../user-error';
import type { Batch } from '../image-dataset';
import type { SourceOptions, ThreadReply, ThreadRequest } from './thread-messages';

interface Job {
  readonly done: (batch: Batch) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
}

/**
 * Threads that make batches beside the one that trains. They keep the process alive only while a batch is being made.
 */
export class DataThreads {
  private readonly threads: Thread[];
  private lastSource = 0;
  private lastJob = 0;
  private failure: Error | null = null;

  /**
   * @param file the bundle of `data-thread.ts`
   * @param count how many threads
   */
  constructor(
    file: string,
    readonly count: number,
  ) {
    this.threads = Array.from({ length: count }, () => this.start(file));
  }

  /** Tells all threads how a source draws its batches; returns its number. */
  open(options: SourceOptions): number {
    const source = ++this.lastSource;
    this.tellAll({ type: 'open', source, options });
    return source;
  }

  /** Frees what the threads keep of a source. */
  close(source: number): void {
    this.tellAll({ type: 'close', source });
  }

  /**
   * Has the least busy thread make a batch.
   * @throws UserError naming a file that cannot be decoded
   */
  make(source: number, pass: number, index: number): Promise<Batch> {
    const [thread] = [...this.threads].sort((a, b) => a.jobs.size - b.jobs.size);
    if (thread === undefined || this.failure !== null) {
      return Promise.reject(this.failure ?? new Error('There are no data threads.'));
    }
    const job = ++this.lastJob;
    return new Promise<Batch>((done, failed) => {
      thread.jobs.set(job, { done, failed });
      thread.worker.ref();
      tell(thread, { type: 'make', job, source, pass, index });
    });
  }

  /** Ends the threads; what they are making is given up. */
  async end(): Promise<void> {
    await Promise.all(
      this.threads.map(({ worker }) => {
        worker.ref(); // else the process could be over before they are
        return worker.terminate();
      }),
    );
  }

  private start(file: string): Thread {
    const thread: Thread = { worker: new Worker(file), jobs: new Map() };
    const { worker, jobs } = thread;
    worker.on('message', (reply: ThreadReply) => {
      const job = jobs.get(reply.job);
      jobs.delete(reply.job);
      if (jobs.size === 0) worker.unref();
      if ('batch' in reply) job?.done(reply.batch);
      else job?.failed(errorOf(reply.failure));
    });
    const lost = (error: Error): void => {
      this.failure ??= error;
      for (const job of jobs.values()) job.failed(error);
      jobs.clear();
    };
    worker.on('error', lost);
    worker.on('exit', () => {
      lost(new Error('A data thread has ended.'));
    });
    worker.unref(); // only now: listening has made it count again
    return thread;
  }

  private tellAll(request: ThreadRequest): void {
    for (const thread of this.threads) tell(thread, request);
  }
}

function tell({ worker }: Thread, request: ThreadRequest): void {
  worker.postMessage(request);
}

function errorOf({ message, stack, mendable }: Extract<ThreadReply, { failure: object }>['failure']): Error {
  if (mendable) return new UserError(message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}
