import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import LineChart from '../../../renderer/components/charts/LineChart.vue';
import { createChartView } from '../../../renderer/composables/chart-view';
import type { ChartLine } from '../../../renderer/lib/chart-line';
import { LOSS } from '../../../renderer/lib/run-charts';
import { SeriesBuffer } from '../../../renderer/lib/series-buffer';
import { useTestBridge } from '../helpers/bridge';

enableAutoUnmount(afterEach);

/** Two lines: the loss falls from 1 to 1/200, and one exact value every 50 steps. */
function draw(over: { table?: boolean; held?: number } = {}): VueWrapper {
  const [loss, exact] = [new SeriesBuffer(), new SeriesBuffer()];
  for (let step = 1; step <= 200; step++) {
    loss.push(step, 1 / step);
    if (step % 50 === 0) exact.push(step, 1 / step);
  }
  const view = createChartView({ clock: () => null, revision: () => 1, held: () => over.held ?? null });
  view.table.value = over.table ?? false;
  const lines: ChartLine[] = [
    { name: 'train', color: '--chart-train', buffer: loss, kind: 'line' },
    { name: 'exact', color: '--chart-exact', buffer: exact, kind: 'markers' },
  ];
  return mount(LineChart, { props: { content: { ...LOSS, title: 'Loss', lines }, view } });
}

describe('LineChart', () => {
  beforeEach(() => {
    useTestBridge();
  });

  it('says in words what it shows: the newest values, and how each line went', async () => {
    const chart = draw();
    await vi.waitFor(() => {
      expect(chart.get('[role=img]').attributes('aria-label')).toBe('Loss at step 200: train 0.005, exact 0.005.');
    });
    // Told once it is drawn.
    await vi.waitFor(() => {
      expect(chart.text()).toContain('train: from 1.000 at step 1 to 0.005 at step 200; lowest 0.005 at step 200');
    });
  });

  it('tells the values where the timeline stands', async () => {
    const chart = draw({ held: 100 });
    await vi.waitFor(() => {
      expect(chart.get('[role=img]').attributes('aria-label')).toContain('at step 100: train 0.010, exact 0.010');
    });
  });

  it('shows its numbers as a table: evenly chosen, first and last included', () => {
    const rows = draw({ table: true }).findAll('tbody tr');
    expect(rows).toHaveLength(60);
    expect(rows[0]?.text()).toMatch(/^1\s*1\.000/);
    expect(rows[0]?.text()).toContain('–'); // before the first exact value
    expect(rows[59]?.text()).toMatch(/^200/);
  });

  it('hides a line on request and says so', async () => {
    const chart = draw();
    const [first] = chart.findAll('li button');
    await first?.trigger('click');
    expect(chart.findAll('li button')[0]?.attributes('aria-pressed')).toBe('false');
  });
});
