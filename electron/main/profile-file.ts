import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as v from 'valibot';

import { writeFileAtomically } from '../../src-core/runs/write-file-atomically';
import type { Report } from './answer-request';

/** The folder of what the app remembers from start to start. */
export class Profile {
  /**
   * @param folder the app's user data folder
   * @param report hears of files that cannot be read or written
   */
  constructor(
    private readonly folder: string,
    private readonly report: Report,
  ) {}

  /**
   * One of its files.
   *
   * @param byDefault what holds while there is no file, or none that makes sense
   */
  open<T>(name: string, schema: v.GenericSchema<unknown, T>, byDefault: T): ProfileFile<T> {
    return new ProfileFile(path.join(this.folder, name), schema, byDefault, this.report);
  }
}

/** A small JSON file of the profile that survives being damaged: what cannot be read starts anew. */
export class ProfileFile<T> {
  private current: T;

  constructor(
    private readonly file: string,
    schema: v.GenericSchema<unknown, T>,
    byDefault: T,
    private readonly report: Report,
  ) {
    this.current = this.load(schema) ?? byDefault;
  }

  get value(): T {
    return this.current;
  }

  /** Keeps a new value. A profile that cannot be written forgets it at the next start, and the log says so. */
  set(value: T): void {
    this.current = value;
    try {
      writeFileAtomically(this.file, `${JSON.stringify(value, null, 2)}\n`);
    } catch (error) {
      this.report('The profile cannot be written', error);
    }
  }

  private load(schema: v.GenericSchema<unknown, T>): T | null {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch {
      return null;
    }
    try {
      return v.parse(schema, JSON.parse(text));
    } catch (error) {
      this.report(`${this.file} makes no sense and is replaced when something is changed`, error);
      return null;
    }
  }
}
