import type { ElectronApplication, Page } from '@playwright/test';

import type { RunRecord } from '../../../src-core/runs/records';
import { heapMegabytes, meterPage, type PageMeasure } from './page-meter';
import { stepRecord, type RunLength } from './recorded-run';

/** An hour of ten events a second. */
const EVENTS = 36_000;
/** So many times faster. */
const HASTE = 40;

/** What an hour of a live search costs the window. */
export interface Hour extends PageMeasure {
  readonly events: number;
  /** Memory after garbage collection: before, after each quarter. */
  readonly heap: readonly number[];
}

/** Sends an hour's events to the window that shows the run, as main passes them on, and looks at its memory meanwhile. */
export async function watchHour(electron: ElectronApplication, page: Page, id: string, done: RunLength): Promise<Hour> {
  const later: RunLength = { ...done, epochs: done.epochs + Math.ceil(EVENTS / done.stepsPerEpoch) };
  const heap = [await heapMegabytes(page)];
  const quarter = EVENTS / 4;
  const measures: PageMeasure[] = [];
  for (let from = 0; from < EVENTS; from += quarter) {
    const records = Array.from({ length: quarter }, (_, i): RunRecord => {
      const step = from + i;
      return stepRecord(done.epochs + Math.floor(step / done.stepsPerEpoch), (step % done.stepsPerEpoch) + 1, later);
    });
    const send = (): Promise<void> =>
      electron.evaluate(
        async ({ BrowserWindow }, { id, records, haste }) => {
          for (const [i, record] of records.entries()) {
            BrowserWindow.getAllWindows()[0]?.webContents.send('run:records', { id, records: [record] });
            // Ten a second, so many times faster: some together, as timers are not exact enough for each alone.
            if (i % 4 === 3) await new Promise((resolve) => setTimeout(resolve, 400 / haste));
          }
        },
        { id, records, haste: HASTE },
      );
    measures.push(await meterPage(page, send));
    heap.push(await heapMegabytes(page));
  }
  return {
    events: EVENTS,
    heap,
    seconds: measures.reduce((sum, { seconds }) => sum + seconds, 0),
    frames: measures.reduce((sum, { frames }) => sum + frames, 0),
    slowFrameMs: Math.max(...measures.map(({ slowFrameMs }) => slowFrameMs)),
    longTasks: measures.flatMap(({ longTasks }) => longTasks),
  };
}
