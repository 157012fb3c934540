import * as v from 'valibot';

import { memory, type Section } from '../markdown';
import type { BenchOptions } from '../options';
import { tell } from '../progress';
import { runWorker } from '../run-worker';
import { median } from '../statistics';

const HeldSchema = v.array(
  v.object({ residentMb: v.number(), heapMb: v.number(), tensors: v.number(), nativeTensors: v.number() }),
);

/** Whether the process grows while it runs many steps. */
export async function measureGrowth({ quick }: BenchOptions): Promise<Section[]> {
  const steps = quick ? 60 : 500;
  tell(`Memory: ${steps} small steps`);
  const held = await runWorker('growth', { steps }, HeldSchema);
  const tenth = Math.ceil(steps / 10);
  // The first tenth warms up: caches fill and code is compiled.
  const [early, late] = [held.slice(tenth, 2 * tenth), held.slice(-tenth)];
  const rows = (['residentMb', 'heapMb', 'tensors', 'nativeTensors'] as const).map((what) => {
    const [before, after] = [early, late].map((part) => median(part.map((one) => one[what])));
    return { what, before: before ?? Number.NaN, after: after ?? Number.NaN };
  });
  const names = {
    residentMb: 'resident memory',
    heapMb: "JavaScript's heap",
    tensors: 'tensors known to tfjs',
    nativeTensors: 'tensors kept by the addon',
  };
  return [
    {
      title: `Growth over ${steps} steps`,
      about:
        'Small second-order steps (C=4, 3 cells, batch 8, 16x16 images), each with an evaluation. Medians over the second and the last tenth of them.',
      header: ['growth', 'of', 'early', 'late'],
      rows: rows.map(({ what, before, after }) => {
        const show = (value: number): string => (what.endsWith('Mb') ? memory(value) : String(value));
        return [`**${show(after - before)}**`, names[what], show(before), show(after)];
      }),
      data: { rows, held },
    },
  ];
}
