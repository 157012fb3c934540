import type { TroubleCause } from '../../contract';
import type { TrainerExit } from './trainer-exit';

const OUT_OF_MEMORY = /\bOOM\b|ran out of memory|out of memory|resource.?exhausted|failed to allocate|bad_alloc/i;
const GPU_LOST =
  /CUDA_ERROR_|\bcuda(Error| error)|\bCUDNN_STATUS_|\bCUBLAS_STATUS_|GPU is lost|failed to synchronize.*(stream|device|context)/i;

/**
 * Why a trainer's process ended.
 *
 * @param killedByKernel whether the system has ended a process for lack of memory while this one ran
 */
export function causeOfExit(exit: TrainerExit, killedByKernel: boolean): TroubleCause {
  if (exit.launchError !== null) return 'launch';
  // Main ends by force only what has not answered.
  if (exit.killedFor !== null) return 'hang';
  if (exit.signal === 'SIGKILL' && killedByKernel) return 'memory';
  return causeOfMessage(exit.lastWords.join('\n')) ?? 'crash';
}

/** What a message of the trainer or of TensorFlow speaks of; null when of neither. */
export function causeOfMessage(message: string): 'memory' | 'gpu-lost' | null {
  // A card without memory says so in CUDA's words, too.
  if (OUT_OF_MEMORY.test(message)) return 'memory';
  return GPU_LOST.test(message) ? 'gpu-lost' : null;
}
