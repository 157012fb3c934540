import { requireBatch } from '../batch-loader';
import type { BatchSource } from '../batch-loader';
import type { Batch } from '../image-dataset';
import type { DataThreads } from './data-threads';
import { inSharedMemory } from './in-shared-memory';
import type { SourceOptions } from './thread-messages';

/** At least so many batches are made before they are asked for, and one for each thread. */
const AHEAD = 2;

/** A batch that a thread is making, or has made. */
interface Prepared {
  readonly pass: number;
  readonly index: number;
  readonly batch: Promise<Batch>;
}

/**
 * Batches made by threads while a step computes, the next ones ahead of their time. They are the very bytes that the loader
 * gives which the threads use; only when they are made differs, so nothing of this needs saving.
 */
export class PrefetchedBatches implements BatchSource {
  private readonly source: number;
  private ahead: readonly Prepared[] = [];

  constructor(
    private readonly threads: DataThreads,
    private readonly options: SourceOptions,
    readonly batchesPerPass: number,
  ) {
    this.source = threads.open(inSharedMemory(options));
  }

  batch(anyPass: number, index: number): Promise<Batch> {
    requireBatch(index, this.batchesPerPass);
    const pass = this.passOf(anyPass);
    const [first, ...rest] = this.ahead;
    const isNext = first?.pass === pass && first.index === index;
    const wanted = isNext ? first : this.prepare(pass, index);
    // When somebody goes on elsewhere, what was made ahead is of no use.
    this.ahead = this.filled(wanted, isNext ? rest : []);
    return wanted.batch;
  }

  /** What is made ahead after `last`, with the next ones added. */
  private filled(last: Prepared, ahead: readonly Prepared[]): Prepared[] {
    const filled = [...ahead];
    while (filled.length < Math.max(AHEAD, this.threads.count)) {
      const { pass, index } = filled.at(-1) ?? last;
      const inPass = index + 1 < this.batchesPerPass;
      filled.push(inPass ? this.prepare(pass, index + 1) : this.prepare(this.passOf(pass + 1), 0));
    }
    return filled;
  }

  /** When all passes are the same, the next one's first batches need not be made again. */
  private passOf(pass: number): number {
    return this.options.kind === 'evaluation' ? 0 : pass;
  }

  private prepare(pass: number, index: number): Prepared {
    const batch = this.threads.make(this.source, pass, index);
    // A failure is told to whoever asks for the batch, if anybody does.
    batch.catch(() => undefined);
    return { pass, index, batch };
  }
}
