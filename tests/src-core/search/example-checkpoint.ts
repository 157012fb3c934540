import { defaultSearchConfig } from '../../../src-core/search/config';
import type { Environment } from '../../../src-core/loop/run-checkpoint';
import type { SearchCheckpoint } from '../../../src-core/search/search-checkpoint';

export const ENVIRONMENT: Environment = {
  app: '0.1.0',
  node: '20.20.2',
  device: { kind: 'cpu', name: 'Arithmetic', tensorflow: 'none', threads: 1 },
  settings: {},
};

/** The header of a search's checkpoint, in the middle of an epoch. */
export function exampleHeader(): SearchCheckpoint {
  return {
    kind: 'search',
    config: defaultSearchConfig(),
    data: 'cafe',
    environment: ENVIRONMENT,
    position: { epoch: 1, step: 2, validated: 0 },
    train: { loss: 4.5, top1: 3, top5: 8, count: 8 },
    validation: { loss: 0, top1: 0, top5: 0, count: 0 },
    measurements: 9,
    bestTop1: 40,
    counters: { alphaSteps: 6 },
  };
}
