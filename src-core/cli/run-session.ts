import type { Compute } from '../trainer/compute';
import { Session } from '../trainer/session';
import type { StartedRun } from '../trainer/session';
import { UserError } from '../user-error';
import { EXIT } from './command';
import type { SearchReport } from './search-report';
import { stopOnSignals } from './stop-on-signals';

/**
 * Carries a run out to its end in this process, telling `report` how it goes; signals stop it.
 * @returns the exit code
 * @throws UserError with the sentence of a run that failed
 */
export async function runSession(
  report: SearchReport,
  compute: Compute,
  begin: (session: Session) => Promise<StartedRun>,
): Promise<number> {
  const session = new Session(compute, report);
  const signals = stopOnSignals(session, report);
  try {
    report.started(await begin(session));
    await session.over();
  } finally {
    signals.release();
  }
  report.ended();
  if (session.state === 'failed') throw new UserError(report.failure ?? 'The search failed.');
  return session.state === 'stopped' ? signals.exitCode : EXIT.done;
}
