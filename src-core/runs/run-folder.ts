import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { genotypeToJson } from '../space/genotype-text';
import { UserError } from '../user-error';
import { errorCode, fileError } from './file-errors';
import type { RunRecord, StatusRecord } from './records';
import { RUN_FILES } from './run-files';
import type { RunInfo } from './run-info';
import { thisOwner } from './run-owner';
import { writeFileAtomically, writeFully } from './write-file-atomically';

/** Time between two writes of `status.json` while nothing but the progress changes. */
const STATUS_INTERVAL_MS = 1_000;

/** The writing side of a run folder. One process writes one run: the folder is made by it and by no one else. */
export class RunFolder {
  private readonly metrics: number;
  private status: StatusRecord | null = null;
  private savedStatus: StatusRecord | null = null;

  private constructor(
    readonly path: string,
    private readonly info: RunInfo,
  ) {
    this.metrics = openSync(join(path, RUN_FILES.metrics), 'wx');
  }

  /**
   * Makes the folder, which must not exist yet; parents are made as needed.
   * @throws UserError when it exists or cannot be written
   */
  static create(path: string, info: RunInfo): RunFolder {
    const folder = resolve(path);
    makeParents(folder);
    try {
      mkdirSync(folder);
    } catch (error) {
      throw errorCode(error) === 'EEXIST'
        ? folderTaken(folder)
        : fileError('Cannot make the run folder', folder, error);
    }
    try {
      writeFileAtomically(join(folder, RUN_FILES.owner), toJson(thisOwner()));
      writeFileAtomically(join(folder, RUN_FILES.info), toJson(info));
      return new RunFolder(folder, info);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error instanceof UserError ? error : fileError('Cannot write in', folder, error);
    }
  }

  /**
   * Appends a record. A status goes to `status.json` (at most once a second) and to the metrics only when its state,
   * phase or message changes.
   * @throws UserError when the disk refuses
   */
  write(record: RunRecord): void {
    if (record.kind === 'status') {
      this.writeStatus(record);
      return;
    }
    this.append(record);
    if (record.kind === 'epoch') this.flush();
    if (record.kind === 'alphas') {
      const source = { run: this.info.name, epoch: record.epoch, globalStep: record.globalStep };
      writeFileAtomically(join(this.path, RUN_FILES.genotype), genotypeToJson(record.genotype, source));
    }
  }

  /** Flushes everything to the disk and gives the folder free. */
  close(): void {
    try {
      this.flush();
      if (this.status !== this.savedStatus && this.status !== null) this.saveStatus(this.status);
    } finally {
      closeSync(this.metrics);
      rmSync(join(this.path, RUN_FILES.owner), { force: true });
    }
  }

  private writeStatus(status: StatusRecord): void {
    const changed =
      status.state !== this.status?.state ||
      status.phase !== this.status.phase ||
      status.message !== this.status.message;
    this.status = status;
    if (changed) this.append(status);
    if (changed || status.time - (this.savedStatus?.time ?? 0) >= STATUS_INTERVAL_MS) this.saveStatus(status);
  }

  private saveStatus(status: StatusRecord): void {
    writeFileAtomically(join(this.path, RUN_FILES.status), toJson(status));
    this.savedStatus = status;
  }

  private append(record: RunRecord): void {
    this.onMetrics((file) => {
      writeFully(file, `${JSON.stringify(record)}\n`);
    });
  }

  private flush(): void {
    this.onMetrics(fsyncSync);
  }

  private onMetrics(operation: (file: number) => void): void {
    try {
      operation(this.metrics);
    } catch (error) {
      throw fileError('Cannot write', join(this.path, RUN_FILES.metrics), error);
    }
  }
}

/** The sentence for a run folder that is there already. */
export function folderTaken(path: string): UserError {
  return new UserError(`${path} exists already, and a run never overwrites anything. Choose another folder.`);
}

/** Not `recursive: true`: Node's goes round for ever where the system itself keeps the folder, as in /proc. */
function makeParents(folder: string): void {
  const parent = dirname(folder);
  if (existsSync(parent)) return;
  makeParents(parent);
  try {
    mkdirSync(parent);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileError('Cannot make the folder', parent, error);
  }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
