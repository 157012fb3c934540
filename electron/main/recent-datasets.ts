import { createHash } from 'node:crypto';
import * as v from 'valibot';

import { UserError } from '../../src-core/user-error';
import type { RecentDataset } from '../contract';
import type { Profile, ProfileFile } from './profile-file';

const MOST_FOLDERS = 10;

const FoldersSchema = v.array(v.string());

/**
 * Data set folders that were opened before, the latest first. The window sees where they are but names them by an id, so it
 * cannot make main read a place that the person did not choose.
 */
export class RecentDatasets {
  private readonly file: ProfileFile<readonly string[]>;

  /** @param onChange hears of each change of the list */
  constructor(
    profile: Profile,
    private readonly onChange: () => void = () => undefined,
  ) {
    this.file = profile.open<readonly string[]>('recent-datasets.json', FoldersSchema, []);
  }

  get list(): readonly RecentDataset[] {
    return this.file.value.map((location) => ({ id: idOf(location), location }));
  }

  add(folder: string): void {
    const others = this.file.value.filter((other) => other !== folder);
    this.keep([folder, ...others].slice(0, MOST_FOLDERS));
  }

  /** Takes a folder off the list, such as one that is gone. */
  remove(folder: string): void {
    this.keep(this.file.value.filter((other) => other !== folder));
  }

  clear(): void {
    this.keep([]);
  }

  /** @throws UserError for anything that is not an id of the list */
  resolve(id: string): string {
    const found = this.list.find((recent) => recent.id === id);
    if (found === undefined)
      throw new UserError('This folder is not in the list of recent ones any more: choose it again.');
    return found.location;
  }

  private keep(folders: readonly string[]): void {
    this.file.set(folders);
    this.onChange();
  }
}

function idOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 16);
}
