import { parseArgs } from 'node:util';

/** The parts of the bench, in the order in which they run. */
export const SECTIONS = ['step', 'retrain', 'pipeline', 'scaling', 'memory'] as const;

/** A part of the bench. */
export type SectionName = (typeof SECTIONS)[number];

/** What the bench was asked for. */
export interface BenchOptions {
  readonly only: readonly SectionName[];
  /** Few and small measurements: to see that all works, not to quote. */
  readonly quick: boolean;
  /** Turns each configuration takes; null for as many as suit it. */
  readonly rounds: number | null;
  readonly batches: readonly number[];
  readonly orders: readonly (1 | 2)[];
  /** How another program is started that the search steps are compared with. */
  readonly peer: readonly string[] | null;
  /** The same for retraining steps. */
  readonly retrainPeer: readonly string[] | null;
  readonly json: string | null;
}

/** What `--help` shows. */
export const HELP = `Measures search and retraining steps on this machine and prints Markdown tables, ratios first.

npm run bench -- [options]
  --only PARTS      some of ${SECTIONS.join(',')}
  --batches N,N     batch sizes of the steps (16,64)
  --orders N,N      1: first order, 2: second order (1,2)
  --rounds N        turns that each program takes
  --peer COMMAND    compares with another program that takes --channels --layers --batch --order --threads --server and then
                    runs one step for each line on its standard input, answering {"seconds": S, "peakMb": M}; each program
                    takes its turn. Such as "PYTHON step_bench.py", or another checkout's "node dist/bench/step.cjs", or
                    "env NAME=VALUE node dist/bench/step.cjs"
  --retrain-peer COMMAND
                    the same for retraining steps, which run at batches 32 and 96; without --order
  --json FILE       writes all numbers to a file
  --quick           few and small measurements
`;

/** What is wrong with the options. Its message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the bench's command line.
 *
 * @returns null when help was asked for
 * @throws UsageError
 */
export function parseBenchOptions(args: readonly string[]): BenchOptions | null {
  const values = read(args);
  if (values.help === true) return null;
  const quick = values.quick === true;
  return {
    only: values.only === undefined ? SECTIONS : list(values.only, '--only', sectionName),
    quick,
    rounds: values.rounds === undefined ? null : wholeNumber(values.rounds, '--rounds'),
    batches: list(values.batches ?? (quick ? '16' : '16,64'), '--batches', (text) => wholeNumber(text, '--batches')),
    orders: list(values.orders ?? '1,2', '--orders', order),
    peer: values.peer === undefined ? null : splitCommandLine(values.peer, '--peer'),
    retrainPeer:
      values['retrain-peer'] === undefined ? null : splitCommandLine(values['retrain-peer'], '--retrain-peer'),
    json: values.json ?? null,
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        batches: { type: 'string' },
        orders: { type: 'string' },
        rounds: { type: 'string' },
        peer: { type: 'string' },
        'retrain-peer': { type: 'string' },
        json: { type: 'string' },
        quick: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} See npm run bench -- --help.`);
  }
}

function list<T>(text: string, option: string, item: (text: string) => T): T[] {
  const parts = text.split(',').filter((part) => part !== '');
  if (parts.length === 0) throw new UsageError(`${option} names nothing.`);
  return parts.map(item);
}

function sectionName(text: string): SectionName {
  const name = SECTIONS.find((section) => section === text);
  if (name === undefined) throw new UsageError(`--only: there is no part "${text}"; there are ${SECTIONS.join(', ')}.`);
  return name;
}

function order(text: string): 1 | 2 {
  if (text !== '1' && text !== '2') throw new UsageError(`--orders takes 1 and 2, not "${text}".`);
  return text === '1' ? 1 : 2;
}

function wholeNumber(text: string, option: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${option} takes whole numbers above 0, not "${text}".`);
  return Number(text);
}

/** Words apart by spaces; quotes keep a word with spaces together. */
function splitCommandLine(text: string, option: string): string[] {
  const words = Array.from(
    text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  if (words.length === 0) throw new UsageError(`${option} names no program.`);
  return words;
}
