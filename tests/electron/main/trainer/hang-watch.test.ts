import { expect, test } from 'vitest';

import { HangWatch, LOOK_INTERVAL_MS } from '../../../../electron/main/trainer/hang-watch';

test('the limit is what the trainer says, by the time of its steps, and never less than a minute', () => {
  const watch = new HangWatch();
  expect(watch.limitMs).toBe(900_000);
  watch.heard(126_000);
  expect(watch.limitMs).toBe(126_000);
  watch.heard();
  expect(watch.limitMs).toBe(126_000);
  watch.heard(500);
  expect(watch.limitMs).toBe(60_000);
  watch.heard(null);
  expect(watch.limitMs).toBe(60_000);
});

test('silence beyond the limit is a hang, a sign of life starts it anew', () => {
  const watch = new HangWatch();
  watch.heard(60_000);
  const look = looks(watch);
  // The first look only starts the count: silence of 60 s is over at the look after 65 s.
  expect(look(13)).toBe(false);
  expect(look(1)).toBe(true);
  watch.heard();
  expect(look(12)).toBe(false);
});

test('a machine that slept for a night is no hang', () => {
  const watch = new HangWatch();
  watch.heard(60_000);
  expect(watch.look(0)).toBe(false);
  expect(watch.look(8 * 3_600_000)).toBe(false);
  // But a trainer that has not survived it is found within the limit.
  let now = 8 * 3_600_000;
  const found = Array.from({ length: 12 }, () => watch.look((now += LOOK_INTERVAL_MS)));
  expect(found.indexOf(true)).toBeGreaterThan(0);
});

test('a clock that goes back harms nobody', () => {
  const watch = new HangWatch();
  watch.heard(60_000);
  watch.look(1_000_000);
  expect(watch.look(0)).toBe(false);
});

/** Looks so many times more, and tells what the last look said. */
function looks(watch: HangWatch): (count: number) => boolean {
  let now = 0;
  return (count) => {
    let hangs = false;
    for (let i = 0; i < count; i++) hangs = watch.look((now += LOOK_INTERVAL_MS));
    return hangs;
  };
}
