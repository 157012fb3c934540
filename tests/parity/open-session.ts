import { CompiledSession } from '../../src-core/graph/compiled-session';
import { EagerSession } from '../../src-core/graph/eager-session';
import type { Session, Variables } from '../../src-core/graph/program';
import { loadFusedKernels } from '../../src-core/runtime/fused-kernels';

/** Opens a session over variables. */
export type OpenSession = (variables: Variables) => Session;

/** The two ways to run a program. */
export const ENGINES = {
  eager: (variables) => new EagerSession(variables),
  compiled: (variables) => new CompiledSession(variables),
} as const satisfies Record<string, OpenSession>;

/** One of the two ways to run a program. */
export type Engine = keyof typeof ENGINES;

/** Whether an engine computes cells by the fused kernels, as searches on this machine do; the eager one is the yardstick. */
export function isFused(engine: Engine): boolean {
  return engine === 'compiled' && loadFusedKernels();
}
