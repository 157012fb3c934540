import { isFinal, type StatusRecord } from '../../src-core/runs/records';
import type { Trouble } from '../contract';

/** A notice of the system's. */
export interface Notice {
  readonly title: string;
  readonly body: string;
}

/**
 * What to tell of a run's end; null for one that needs no telling, such as a stop that the person asked for.
 *
 * @param name what the person knows the run by
 */
export function noticeOfEnd(name: string, { state, message }: StatusRecord): Notice | null {
  if (!isFinal(state) || state === 'stopped') return null;
  if (state === 'failed') return { title: 'The run has failed', body: `${name}: ${message ?? 'see its log.'}` };
  return { title: 'The run is finished', body: name };
}

/** What to tell of a loss that waits for a person; null where the app helps itself. */
export function noticeOfTrouble(name: string, { remedy, message }: Trouble): Notice | null {
  return remedy.kind === 'ask' ? { title: 'The run waits for you', body: `${name}: ${message}` } : null;
}
