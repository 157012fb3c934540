import { parseArgs } from 'node:util';

import { CannotRun } from '../cannot-run';
import { ourStep, type StepShape } from '../contender';
import { describeMachine, machineLine } from '../machine';
import { sectionToMarkdown, significant, time } from '../markdown';
import { tell } from '../progress';
import { takeTurns } from '../take-turns';
import { median } from '../statistics';
import { describeInputs } from './group-operations';
import type { MeasuredPass, TimedGroup } from './measure-pass';

/** Types of operations below this share of the time are shown as one. */
const LEAST_SHARE = 0.002;

const HELP = `Tells which operations a search step spends its time on.

npm run profile -- [options]
  --channels N   initial channels (16)
  --layers N     cells (8)
  --batch N      images in a batch (16)
  --unrolled     compares with the second-order step
  --top N        how many rows of single operations (20)
`;

/** `npm run profile`: Markdown on standard output, what is going on on standard error. */
async function profile(): Promise<void> {
  const { values } = parseArgs({
    options: {
      channels: { type: 'string', default: '16' },
      layers: { type: 'string', default: '8' },
      batch: { type: 'string', default: '16' },
      unrolled: { type: 'boolean', default: false },
      top: { type: 'string', default: '20' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const [channels, layers, batch] = [Number(values.channels), Number(values.layers), Number(values.batch)];
  const order = values.unrolled ? 2 : 1;
  console.log(`## Profile\n\n${machineLine(await describeMachine())}\n`);
  const step = await measureStep({ channels, layers, batch, order });

  // One thread, so that times add up. TensorFlow reads these while it loads, so what loads it is imported later.
  process.env['TF_NUM_INTRAOP_THREADS'] = '1';
  process.env['TF_NUM_INTEROP_THREADS'] = '1';
  const { measurePass } = await import('./measure-pass');
  let quarter = 0;
  const pass = measurePass({ channels, layers, batch }, (share) => {
    if (Math.floor(share * 4) <= quarter) return;
    quarter = Math.floor(share * 4);
    tell(`Operations one by one: ${quarter * 25} %`);
  });
  printTables(pass, Number(values.top), { channels, layers, batch, order }, step);
}

/** Seconds of our whole step, in a process of its own, on all threads. */
async function measureStep(shape: StepShape): Promise<number> {
  tell('The whole step');
  const [ours] = await takeTurns([ourStep(shape)], 3);
  return median(ours?.seconds ?? []);
}

function printTables({ groups, seconds: whole }: MeasuredPass, top: number, shape: StepShape, step: number): void {
  const total = (some: readonly TimedGroup[]): number => some.reduce((sum, one) => sum + one.count * one.seconds, 0);
  const number = (some: readonly TimedGroup[]): number => some.reduce((sum, { count }) => sum + count, 0);
  const all = total(groups);
  const share = (seconds: number): string => `${((100 * seconds) / all).toFixed(1)} %`;
  const size = `C=${shape.channels}, ${shape.layers} cells, batch ${shape.batch}`;
  const passes = shape.order === 1 ? 2 : 5;

  const types = [...new Set(groups.map(({ op }) => op))]
    .map((op) => ({ op, groups: groups.filter((group) => group.op === op) }))
    .sort((a, b) => total(b.groups) - total(a.groups));
  const large = types.filter((type) => total(type.groups) >= LEAST_SHARE * all);
  const small = types.filter((type) => !large.includes(type));
  console.log(
    sectionToMarkdown({
      title: `Types of operations in one gradient pass, ${size}`,
      about:
        `${number(groups)} operations of ${groups.length} kinds, each kind timed by itself on one thread and multiplied by its number: ` +
        `${time(all)} in all. The whole compiled pass takes ${time(whole)} of processor time on one thread, of which these are ` +
        `${((100 * all) / whole).toFixed(0)} %. A step of order ${shape.order} makes ${passes} passes and takes ${time(step)} on all threads ` +
        `(${time(step / passes)} a pass).`,
      header: ['share', 'operation', 'number', 'time', 'kinds'],
      rows: [...large, { op: 'all others', groups: small.flatMap((type) => type.groups) }].map(
        ({ op, groups: own }) => [share(total(own)), op, String(number(own)), time(total(own)), String(own.length)],
      ),
      data: null,
    }),
  );

  const largest = [...groups].sort((a, b) => total([b]) - total([a])).slice(0, top);
  console.log(
    sectionToMarkdown({
      title: 'The most expensive kinds',
      about: 'With what they are given; GB/s counts each input and each output once.',
      header: ['share', 'operation', 'given', 'number', 'each', 'GB/s'],
      rows: largest.map((group) => [
        share(total([group])),
        group.op,
        describeInputs(group),
        String(group.count),
        time(group.seconds),
        significant(bytes(group) / group.seconds / 1e9, 2),
      ]),
      data: null,
    }),
  );
}

function bytes({ inputs, outputs }: TimedGroup): number {
  return [...inputs, ...outputs].reduce(
    (sum, { shape }) => sum + 4 * shape.reduce((product, side) => product * side, 1),
    0,
  );
}

profile().catch((error: unknown) => {
  // What parseArgs throws tells what is wrong with the options.
  const usage = error instanceof TypeError && 'code' in error;
  if (!usage && !(error instanceof CannotRun)) throw error;
  tell(usage ? `${error.message} See npm run profile -- --help.` : `${error.message}.`);
  process.exitCode = usage ? 2 : 1;
});
