import * as v from 'valibot';

import type { StatusRecord } from '../../src-core/runs/records';
import type { Profile, ProfileFile } from './profile-file';

/** Remembers in the profile which run is live, so that one that was cut off can be offered at the next start. */
export class UnfinishedRun {
  private readonly file: ProfileFile<string | null>;
  private offered: string | null;
  private closing = false;

  constructor(profile: Profile) {
    this.file = profile.open('unfinished-run.json', v.nullable(v.string()), null);
    this.offered = this.file.value;
  }

  /** The run that the session before left unfinished; null when there is none or the person has decided. */
  get offer(): string | null {
    return this.offered;
  }

  /** From now on a run's end is the app's doing: it is offered at the next start. */
  keep(): void {
    this.closing = true;
  }

  /** Follows where the live run stands. */
  follow(id: string, { state }: StatusRecord): void {
    if (state === 'failed' || this.closing) return;
    const unfinished = state === 'stopped' || state === 'finished' ? null : id;
    if (this.file.value !== unfinished) this.file.set(unfinished);
    this.offered = null;
  }

  /** The person does not want this run offered again. */
  decline(id: string): void {
    if (this.offered === id) this.offered = null;
    if (this.file.value === id) this.file.set(null);
  }
}
