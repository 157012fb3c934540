import { describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';

import { useChartCursor } from '../../../renderer/composables/use-chart-cursor';
import { SeriesBuffer } from '../../../renderer/lib/series-buffer';

describe('the cursor of a chart', () => {
  const buffer = new SeriesBuffer();
  for (let i = 1; i <= 1_000; i++) buffer.push(i * 10, i);
  const empty = new SeriesBuffer();

  function press(cursor: ReturnType<typeof useChartCursor>, ...keys: string[]): (number | null)[] {
    return keys.map((key) => {
      const [name, shiftKey] = [key.replace('Shift+', ''), key.startsWith('Shift+')];
      cursor.key(new KeyboardEvent('keydown', { key: name, shiftKey }));
      return cursor.cursor.value;
    });
  }

  it('goes a hundredth of the run with an arrow key, a point with Shift, and to both ends', () => {
    const cursor = useChartCursor(shallowRef(null), () => buffer);
    expect(press(cursor, 'ArrowLeft', 'Shift+ArrowLeft', 'Home', 'ArrowRight', 'End', 'ArrowRight')).toEqual([
      9_900, 9_890, 10, 110, 10_000, 10_000,
    ]);
  });

  it('goes away with Escape, and stays away where there are no points', () => {
    const cursor = useChartCursor(shallowRef(null), () => buffer);
    expect(press(cursor, 'Home', 'Escape')).toEqual([10, null]);
    expect(
      press(
        useChartCursor(shallowRef(null), () => empty),
        'ArrowLeft',
      ),
    ).toEqual([null]);
  });
});
