import { CompiledSession } from '../../../src-core/graph/compiled-session';
import type { Variables } from '../../../src-core/graph/program';
import { traceProgram } from '../../../src-core/graph/trace-program';
import { SearchNetwork } from '../../../src-core/nn/search-network';
import { loadFusedKernels } from '../../../src-core/runtime/fused-kernels';
import { gradientProgram } from '../../../src-core/search/gradient-program';
import { searchVariables } from '../../../src-core/search/search-variables';
import { randomBatch } from '../random-batch';
import { processorSecondsOf } from '../serve-turns';
import { median } from '../statistics';
import { IMAGE_SIDE } from '../step-flops';
import { groupOperations, type OperationGroup } from './group-operations';
import { timeCall, timeOperation } from './time-operation';

const CLASSES = 10;
const SAMPLES = 3;

/** A group of operations with the time of one, without the time of calling it. */
export type TimedGroup = OperationGroup & { readonly seconds: number };

/** What one pass of the gradient program is made of and how long it takes. */
export interface MeasuredPass {
  readonly groups: readonly TimedGroup[];
  /** Processor time of the whole compiled program. */
  readonly seconds: number;
}

/**
 * Traces the gradient program, times every kind of operation in it on its own, then the whole.
 *
 * @param onProgress is told the share of kinds that have been timed
 */
export function measurePass(
  { channels, layers, batch }: { readonly channels: number; readonly layers: number; readonly batch: number },
  onProgress: (share: number) => void,
): MeasuredPass {
  const network = new SearchNetwork({
    channels,
    layers,
    classes: CLASSES,
    imageChannels: 3,
    fused: loadFusedKernels(),
  });
  const variables = searchVariables(network, 1);
  const program = gradientProgram(network);
  const shape = [batch, IMAGE_SIDE, IMAGE_SIDE, 3];
  const kinds = groupOperations(
    traceProgram(program, specsOf(variables), {
      images: { shape, type: 'float32' },
      labels: { shape: [batch], type: 'int32' },
      statisticsRate: { shape: [], type: 'float32' },
    }),
  );
  const call = timeCall();
  const groups = kinds.map((group, i) => {
    onProgress(i / kinds.length);
    return { ...group, seconds: Math.max(0, timeOperation(group) - call) };
  });

  const { images, labels } = randomBatch(
    batch,
    CLASSES,
    { height: IMAGE_SIDE, width: IMAGE_SIDE, channels: 3 },
    'train',
  );
  const session = new CompiledSession(variables);
  const feeds = { images: { values: images, shape }, labels: { values: labels, shape: [batch] }, statisticsRate: 0.1 };
  const pass = (): number => processorSecondsOf(() => session.run(program, feeds));
  pass();
  const seconds = median(Array.from({ length: SAMPLES }, pass));
  session.dispose();
  return { groups, seconds };
}

function specsOf(variables: Variables): Record<string, { shape: readonly number[]; type: 'float32' }> {
  return Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, { shape, type: 'float32' }]));
}
