import { CompiledSession } from '../../src-core/graph/compiled-session';
import { EagerSession } from '../../src-core/graph/eager-session';
import type { Session, Variables } from '../../src-core/graph/program';
import { loadFusedKernels } from '../../src-core/runtime/fused-kernels';

/** Opens a session over variables. */
export type OpenSession = (variables: Variables) => Session;

/** The ways to run a program. */
export const ENGINES = {
  eager: (variables) => new EagerSession(variables),
  compiled: (variables) => new CompiledSession(variables),
  standard: (variables) => new EagerSession(variables),
} as const satisfies Record<string, OpenSession>;

/**
 * `eager`: op by op; `compiled`: as one graph; both compute cells by the fused kernels where searches on this machine do.
 * `standard`: op by op with TensorFlow's own operations only.
 */
export type Engine = keyof typeof ENGINES;

/** Whether an engine computes cells by the fused kernels. */
export function isFused(engine: Engine): boolean {
  return engine !== 'standard' && loadFusedKernels();
}
