import type { BatchedImages, BatchLoaderOptions } from '../batch-loader';
import type { Batch } from '../image-dataset';

/** How a source's batches are drawn: at random for training, or in order for measuring. */
export type SourceOptions =
  ({ readonly kind: 'training' } & BatchLoaderOptions) | ({ readonly kind: 'evaluation' } & BatchedImages);

/** What a thread is told. */
export type ThreadRequest =
  /** Batches of source `source` are drawn so from now on. */
  | { readonly type: 'open'; readonly source: number; readonly options: SourceOptions }
  /** Nothing more is asked of this source. */
  | { readonly type: 'close'; readonly source: number }
  /** Make a batch. */
  | {
      readonly type: 'make';
      readonly job: number;
      readonly source: number;
      readonly pass: number;
      readonly index: number;
    };

/** What a thread answers to `make`. */
export type ThreadReply =
  | { readonly job: number; readonly batch: Batch }
  | {
      readonly job: number;
      readonly failure: { readonly message: string; readonly stack: string; readonly mendable: boolean };
    };
