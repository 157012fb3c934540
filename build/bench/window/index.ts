import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { launchApp, quit } from '../../../tests/e2e/launch-app';
import { sectionToMarkdown, type Section } from '../markdown';
import { tell } from '../progress';
import { besideTrainer } from './busy-trainer';
import { scrub, zoom } from './move-charts';
import { openRun } from './open-run';
import { writeRecordedRun } from './recorded-run';
import { hourSection, movingSection, openingSection, startSection, type Moving, type Opened } from './sections';
import { besideServer } from './serve-runs';
import { watchHour } from './watch-hour';
import { watchStart } from './watch-start';
import { openWebPage } from './web-page';

/** The long run: 100,000 points a line. */
const LONG = { epochs: 50, stepsPerEpoch: 2_000 };
/** The run that goes on for an hour. */
const SHORT = { epochs: 1, stepsPerEpoch: 2_000 };
const STEPS = LONG.epochs * LONG.stepsPerEpoch;
const NAME = 'a-long-search';
const PARTS = ['start', 'open', 'hour', 'web'] as const;

/** `npm run bench:window`: Markdown on standard output, what is going on on standard error. */
async function benchWindow(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, json: { type: 'string' }, openings: { type: 'string', default: '3' } },
  });
  const only = values.only?.split(',') ?? PARTS;
  const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-bench-'));
  const sections: Section[] = [];
  const add = (section: Section): void => {
    sections.push(section);
    console.log(sectionToMarkdown(section));
  };
  const load = (): string => `load ${loadavg()[0]?.toFixed(1) ?? '?'}`;
  try {
    console.log(`## Bench of the window\n\n${new Date().toISOString().slice(0, 16)}, ${load()} before it began.\n`);
    if (only.includes('start')) {
      tell('Starting the packaged app');
      add(startSection(await watchStart(5)));
    }
    const runs = path.join(folder, 'runs');
    if (only.some((part) => part !== 'start')) {
      tell('Writing a search of 100,000 steps');
      await writeRecordedRun(path.join(runs, NAME), LONG);
      await writeRecordedRun(path.join(runs, 'an-hour'), SHORT);
    }
    const opened: Opened[] = [];
    const moved: Moving[] = [];
    const openings = Array.from({ length: Number(values.openings) }, (_, i) => i);
    if (only.includes('open') || only.includes('hour')) {
      for (const turn of only.includes('open') ? openings : []) {
        const app = await launchApp(folder);
        tell(`Opening it in the packaged app, ${turn + 1} of ${openings.length}`);
        opened.push({ where: 'packaged app', load: load(), ...(await openRun(app.page, NAME, STEPS, app.pid)) });
        if (turn === 0) {
          tell('Moving its charts while a trainer runs');
          moved.push(
            ...(await besideTrainer(folder, async () => [
              { where: 'packaged app', what: 'scrubbing', ...(await scrub(app.page)) },
              { where: 'packaged app', what: 'zooming', ...(await zoom(app.page)) },
            ])),
          );
        }
        await quit(app);
      }
      if (only.includes('hour')) {
        const app = await launchApp(folder);
        await openRun(app.page, 'an-hour', SHORT.stepsPerEpoch);
        tell('Sending an hour of events');
        add(hourSection(await watchHour(app.electron, app.page, 'an-hour', SHORT)));
        await quit(app);
      }
    }
    if (only.includes('web')) {
      tell('Opening it in Chromium');
      await besideServer(path.join(runs, NAME), path.join(folder, 'web'), async (address) => {
        for (const turn of openings) {
          const web = await openWebPage(address);
          if (web === null) {
            tell('There is no Chromium: name one by DARTBOARD_CHROMIUM.');
            return;
          }
          opened.push({ where: 'page in Chromium', load: load(), ...(await openRun(web.page, NAME, STEPS)) });
          if (turn === 0) {
            moved.push(
              ...(await besideTrainer(folder, async () => [
                { where: 'page in Chromium', what: 'scrubbing', ...(await scrub(web.page)) },
                { where: 'page in Chromium', what: 'zooming', ...(await zoom(web.page)) },
              ])),
            );
          }
          await web.browser.close();
        }
      });
    }
    if (opened.length > 0) add(openingSection(opened));
    if (moved.length > 0) add(movingSection(moved));
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(sections, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

benchWindow(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
