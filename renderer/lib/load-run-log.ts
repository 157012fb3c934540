import type { RunSnapshot } from '../../electron/contract';
import { unpackRecords, type PackedRecords } from '../../src-core/runs/packed-records';
import type { RunRecord } from '../../src-core/runs/records';
import { RunLog } from './run-log';

/** Asks for the next part of a long run: null after the last one, undefined when it cannot be had. */
export type AskPart = (opening: number) => Promise<PackedRecords | null | undefined>;

/**
 * What the records of a snapshot add up to. Those of a long run are fetched part by part, so that the window answers and
 * draws in between. Null when a part cannot be had.
 */
export async function loadRunLog({ info, opening, records }: RunSnapshot, ask: AskPart): Promise<RunLog | null> {
  const log = new RunLog(Date.parse(info.created));
  if (opening !== null) {
    let part = await ask(opening);
    while (part !== null) {
      if (part === undefined) return null;
      // The next one is on its way while this one is unpacked.
      const next = ask(opening);
      log.append(unpackRecords(part, parse));
      part = await next;
    }
  }
  log.append(records);
  return log;
}

/** Main has checked them when it read them. */
function parse(json: string): RunRecord[] {
  const records: RunRecord[] = JSON.parse(json);
  return records;
}
