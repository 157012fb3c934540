import { readFileSync, writeFileSync } from 'node:fs';

import * as v from 'valibot';

/** A rectangle on the desktop, in points. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const Coordinate = v.pipe(v.number(), v.integer());

const WindowStateSchema = v.strictObject({
  bounds: v.strictObject({ x: Coordinate, y: Coordinate, width: Coordinate, height: Coordinate }),
  maximized: v.boolean(),
});
/** Where the window was when it closed. */
export type WindowState = v.InferOutput<typeof WindowStateSchema>;

/** The smallest window in which everything can still be used. */
export const LEAST_SIZE = { width: 900, height: 600 } as const;

const FIRST_SIZE = { width: 1_360, height: 880 } as const;

/** The state saved last; null when there is none or it makes no sense. */
export function loadWindowState(file: string): WindowState | null {
  try {
    return v.parse(WindowStateSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps the state for the next start. A profile that cannot be written only forgets it. */
export function saveWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch {
    // The next window opens where a first one would.
  }
}

/**
 * Bounds that lie on a display: the saved ones where they still fit, else a first window in the middle of the first display.
 *
 * @param workAreas of the displays, the primary one first
 */
export function fitBounds(state: WindowState | null, workAreas: readonly Rectangle[]): Rectangle {
  const home = state === null ? undefined : workAreas.find((area) => overlaps(area, state.bounds));
  const area = home ?? workAreas[0] ?? { x: 0, y: 0, ...FIRST_SIZE };
  const wanted = state !== null && home !== undefined ? state.bounds : centred(area);
  const width = clamp(wanted.width, Math.min(LEAST_SIZE.width, area.width), area.width);
  const height = clamp(wanted.height, Math.min(LEAST_SIZE.height, area.height), area.height);
  return {
    x: clamp(wanted.x, area.x, area.x + area.width - width),
    y: clamp(wanted.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

function centred(area: Rectangle): Rectangle {
  const width = Math.min(FIRST_SIZE.width, area.width);
  const height = Math.min(FIRST_SIZE.height, area.height);
  return {
    x: area.x + Math.floor((area.width - width) / 2),
    y: area.y + Math.floor((area.height - height) / 2),
    width,
    height,
  };
}

/** Whether enough of the window shows on the display to grab it. */
function overlaps(area: Rectangle, { x, y, width, height }: Rectangle): boolean {
  const shownX = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  const shownY = Math.min(y + height, area.y + area.height) - Math.max(y, area.y);
  return shownX >= 100 && shownY >= 50;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
