import { parentPort } from 'node:worker_threads';

import { messageOf, UserError } from '../../user-error';
import { BatchLoader, EvaluationBatches } from '../batch-loader';
import type { ThreadReply, ThreadRequest } from './thread-messages';

// The entry of a thread that makes batches. It loads no TensorFlow.

const sources = new Map<number, BatchLoader | EvaluationBatches>();

parentPort?.on('message', (request: ThreadRequest) => {
  switch (request.type) {
    case 'open':
      sources.set(
        request.source,
        request.options.kind === 'training' ? new BatchLoader(request.options) : new EvaluationBatches(request.options),
      );
      break;
    case 'close':
      sources.delete(request.source);
      break;
    case 'make':
      void make(request).then((reply) => {
        // The batch moves to the other thread without a copy.
        const moved = 'batch' in reply ? [reply.batch.images, reply.batch.labels] : [];
        parentPort?.postMessage(
          reply,
          moved.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer),
        );
      });
  }
});

async function make(request: Extract<ThreadRequest, { type: 'make' }>): Promise<ThreadReply> {
  const { job, source, pass, index } = request;
  try {
    const loader = sources.get(source);
    if (loader === undefined) throw new Error(`The data thread has no source ${source}.`);
    return { job, batch: await loader.batch(pass, index) };
  } catch (error) {
    return {
      job,
      failure: {
        message: messageOf(error),
        stack: error instanceof Error ? (error.stack ?? '') : '',
        mendable: error instanceof UserError,
      },
    };
  }
}
