import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { beginRun } from '../loop/begin-run';
import type { OpenedRun } from '../loop/begin-run';
import { continueRun } from '../loop/continue-run';
import type { RunControl } from '../loop/run-control';
import type { RunHost } from '../loop/run-gate';
import { latestTime } from '../runs/metrics-log';
import { readRunStatus } from '../runs/read-run';
import { RecordClock } from '../runs/record-clock';
import type { RunRecord, StatusRecord } from '../runs/records';
import { RunFolder, folderTaken } from '../runs/run-folder';
import { settingsOf } from '../runs/run-info';
import type { RunInfo } from '../runs/run-info';
import { requireSpace } from '../runs/run-size';
import { StateSaver } from '../runs/state-saver';
import { UserError, messageOf } from '../user-error';
import { failureSentence } from './failure-sentence';
import type { PreparedRun } from './prepared-run';

/** Reading a large data set from a slow disk, building the network, probing. */
export const PREPARATION_LIMIT_MS = 600_000;

/** Who steers a run and hears of it. */
export interface RunDriver {
  readonly control: RunControl;
  /** A record just written to the run folder. */
  record(record: RunRecord): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
  /** See `RunHost`. */
  beat(withinMs: number | null): void;
}

/** A run whose folder is this process's own. */
export interface RunInHand extends OpenedRun {
  readonly info: RunInfo;
  readonly folder: RunFolder;
  readonly host: RunHost;
  readonly clock: RecordClock;
  readonly prepared: PreparedRun;
}

/** A run that cannot be continued because it has come to its end. */
export class AlreadyFinished extends UserError {
  constructor(path: string) {
    super(`${path} has finished already; there is nothing left to continue.`);
  }
}

/**
 * Makes a new run folder for whatever `prepare` makes ready.
 * @throws UserError when the folder is taken or its disk too small
 */
export async function openNewRun(
  out: string,
  prepare: () => Promise<PreparedRun>,
  driver: RunDriver,
): Promise<RunInHand> {
  const path = resolve(out);
  if (existsSync(path)) throw folderTaken(path);
  const prepared = await prepare();
  try {
    requireSpace(path, prepared.bytes);
    const info: RunInfo = { ...prepared.info, name: basename(path), created: new Date().toISOString() };
    const folder = RunFolder.create(path, info);
    for (const warning of prepared.warnings) driver.log('warn', warning);
    const clock = new RecordClock();
    const host = hostIn(folder, prepared, driver, clock);
    return { ...beginRun(prepared.work, host), info, folder, host, clock, prepared };
  } catch (error) {
    prepared.dispose();
    throw error;
  }
}

/**
 * Takes the folder of a run that was interrupted or stopped, first, so that nobody else goes on with it meanwhile.
 * @throws UserError when it cannot be continued
 */
export async function reopenRun(
  path: string,
  info: RunInfo,
  prepare: () => Promise<PreparedRun>,
  driver: RunDriver,
): Promise<RunInHand> {
  const folder = RunFolder.reopen(path, info);
  let prepared: PreparedRun | undefined;
  try {
    // Another process may have finished it since.
    const status = await refuseFinished(path);
    prepared = await prepare();
    if (prepared.info.data.fingerprint !== info.data.fingerprint) {
      throw new UserError(
        `The data set ${info.data.name} is not what it was when ${info.name} started: images or labels have changed. ` +
          'Put the original data back, or start a new search.',
      );
    }
    const clock = new RecordClock(Math.max(status?.time ?? 0, latestTime(folder.readLog())));
    const host = hostIn(folder, prepared, driver, clock);
    return { ...continueRun(prepared.work, folder, host), info, folder, host, clock, prepared };
  } catch (error) {
    prepared?.dispose();
    folder.close();
    throw error;
  }
}

/** Carries a run out to its end, whatever that is; its folder is closed then, and its last status told. Never rejects. */
export async function carryOut(
  { loop, probe, info, folder, host, clock, prepared }: RunInHand,
  driver: RunDriver,
): Promise<void> {
  let last: RunRecord;
  try {
    host.emit(loop.status('preparing'));
    // Whoever asked hears that the run begins before the probe blocks this process.
    await new Promise((resolve) => setImmediate(resolve));
    host.beat(PREPARATION_LIMIT_MS);
    if (!driver.control.stopping) host.emit(await probe());
    const state = await loop.run();
    // A stop does not wait for the disk, but says what could not be saved.
    last = loop.status(state, host.saver.settle());
  } catch (error) {
    if (!(error instanceof UserError) && error instanceof Error) driver.log('error', error.stack ?? error.message);
    last = loop.status('failed', failureSentence(error, settingsOf(info)));
  } finally {
    prepared.dispose();
  }
  last = clock.stamp(last);
  try {
    folder.write(last);
    folder.close();
  } catch (error) {
    // The disk may be the very reason why the run failed.
    driver.log('error', messageOf(error));
  }
  host.beat(null);
  driver.record(last);
}

/**
 * Where a run stands that is to go on; null when it has not said so yet.
 * @throws AlreadyFinished
 */
export async function refuseFinished(path: string): Promise<StatusRecord | null> {
  const status = await readRunStatus(path);
  if (status?.state === 'finished') throw new AlreadyFinished(path);
  return status;
}

function hostIn(
  folder: RunFolder,
  { saveIntervalMs }: PreparedRun,
  { control, record, beat }: RunDriver,
  clock: RecordClock,
): RunHost {
  const emit = (made: RunRecord): void => {
    const told = clock.stamp(made);
    folder.write(told);
    record(told);
  };
  return { folder: folder.path, control, emit, saver: new StateSaver(folder, saveIntervalMs, emit), beat };
}
