import type { Environment } from '../../../src-core/search/search-checkpoint';

export const ENVIRONMENT: Environment = {
  app: '0.1.0',
  node: '20.20.2',
  device: { kind: 'cpu', name: 'Arithmetic', tensorflow: 'none', threads: 1 },
  settings: {},
};
