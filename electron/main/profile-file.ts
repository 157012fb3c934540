import { readFileSync } from 'node:fs';

import * as v from 'valibot';

import { writeFileAtomically } from '../../src-core/runs/write-file-atomically';
import { log } from './log';

/** A small JSON file of the profile that survives being damaged: what cannot be read starts anew. */
export class ProfileFile<T> {
  private current: T;

  /**
   * @param file its path; it need not exist
   * @param byDefault what holds while there is no file, or none that makes sense
   */
  constructor(
    private readonly file: string,
    schema: v.GenericSchema<unknown, T>,
    byDefault: T,
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
      log.warn('The profile cannot be written', error);
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
      log.warn(`${this.file} makes no sense and is replaced when something is changed`, error);
      return null;
    }
  }
}
