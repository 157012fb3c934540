import type { Section } from '../markdown';
import { median } from '../statistics';
import type { Opening } from './open-run';
import { frameRate, longestTask, type PageMeasure } from './page-meter';
import type { Hour } from './watch-hour';
import type { AppStart } from './watch-start';

/** One opening of the long run. */
export interface Opened extends Opening {
  readonly where: string;
  /** Of the machine, before. */
  readonly load: string;
}

/** The charts of the long run while they are moved. */
export interface Moving extends PageMeasure {
  readonly where: string;
  readonly what: string;
}

/** What starting the app takes. */
export function startSection(start: AppStart): Section {
  const [first = NaN, ...later] = start.starts;
  return {
    title: 'Starting the packaged app',
    about: 'From the start of the process to a window that answers a click; processor time when nothing happens.',
    header: ['first start', 'later starts (median)', 'main, idle', 'whole app, idle'],
    rows: [
      [
        `${first.toFixed(2)} s`,
        `${median(later).toFixed(2)} s`,
        `${start.idleMain.toFixed(1)}% of a core`,
        `${start.idleApp.toFixed(1)}%`,
      ],
    ],
    data: start,
  };
}

/** What opening the long run takes. */
export function openingSection(opened: readonly Opened[]): Section {
  return {
    title: 'Opening a search of 50 epochs with 100,000 points a line',
    about: 'From the click in the list to its charts drawn; tasks of the page that were long while it opened.',
    header: ['where', 'load', 'charts drawn after', 'processor time', 'tasks over 50 ms', 'over 100 ms', 'longest'],
    rows: opened.map(({ where, load, drawnMs, processorMs, ...measure }) => [
      where,
      load,
      `${drawnMs.toFixed(0)} ms`,
      processorMs === null ? '–' : `${processorMs.toFixed(0)} ms`,
      ...tasks(measure),
    ]),
    data: opened,
  };
}

/** How smoothly the charts of the long run move. */
export function movingSection(moved: readonly Moving[]): Section {
  return {
    title: 'Moving its charts while a trainer runs on the same cores',
    about: 'Another moment of the timeline, or another zoom, in every frame for four seconds.',
    header: ['where', 'what', 'frames a second', '95% of frames within', 'tasks over 50 ms', 'over 100 ms', 'longest'],
    rows: moved.map(({ where, what, ...measure }) => [
      where,
      what,
      frameRate(measure).toFixed(1),
      `${measure.slowFrameMs.toFixed(0)} ms`,
      ...tasks(measure),
    ]),
    data: moved,
  };
}

/** What an hour of a live search costs. */
export function hourSection(hour: Hour): Section {
  return {
    title: 'An hour of a live search: 36,000 events',
    about: `Forty times as fast, in ${hour.seconds.toFixed(0)} s. Memory after garbage collection, typed arrays included where the browser tells them.`,
    header: ['before', '15 min', '30 min', '45 min', '60 min', 'tasks over 50 ms', 'over 100 ms', 'longest'],
    rows: [[...hour.heap.map((megabytes) => `${megabytes.toFixed(1)} MB`), ...tasks(hour)]],
    data: hour,
  };
}

function tasks(measure: PageMeasure): string[] {
  const over = measure.longTasks.filter((ms) => ms > 100).length;
  return [String(measure.longTasks.length), String(over), `${longestTask(measure).toFixed(0)} ms`];
}
