import { CompiledSession } from '../../src-core/graph/compiled-session';
import { EagerSession } from '../../src-core/graph/eager-session';
import type { Signature } from '../../src-core/graph/module';
import type { Session, Variables } from '../../src-core/graph/program';

/** Opens a session over variables; it is told which programs will take turns. */
export type OpenSession = (variables: Variables, together: readonly Signature[]) => Session;

/** The two ways to run a program. */
export const ENGINES = {
  eager: (variables) => new EagerSession(variables),
  compiled: (variables, together) => new CompiledSession(variables, together),
} as const satisfies Record<string, OpenSession>;

/** One of the two ways to run a program. */
export type Engine = keyof typeof ENGINES;
