import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { runCommandLine } from '../../../src-core/cli/command-line';
import { RunRecordSchema } from '../../../src-core/runs/records';
import { parseGenotype } from '../../../src-core/space/genotype-text';
import { temporaryFolder } from '../../temporary-folder';
import { ArithmeticExecutor } from '../search/arithmetic-executor';
import { arithmeticCompute } from '../trainer/arithmetic-compute';
import { writeTinyDataset } from '../trainer/tiny-dataset';
import { recordingTerminal } from './recording-terminal';

let root: string;
let data: string;

beforeEach(() => {
  root = temporaryFolder();
  data = writeTinyDataset(join(root, 'data'));
  vi.stubEnv('DARTBOARD_RUNS', join(root, 'runs'));
});

/** Runs a command line in this process, with arithmetic for TensorFlow. */
async function run(...words: string[]) {
  const terminal = recordingTerminal();
  const code = await runCommandLine(words, arithmeticCompute(), terminal);
  return { code, out: terminal.out.text, err: terminal.err.text };
}

const quick = (): string[] => ['search', '--data', data, '--epochs', '2', '--batch-size', '4'];

describe('help', () => {
  it.each([[], ['search'], ['resume'], ['derive'], ['retrain'], ['evaluate'], ['export'], ['runs']])(
    'is on standard output: %s',
    async (...words) => {
      const { code, out, err } = await run(...words, '--help');
      expect([code, err]).toEqual([0, '']);
      await expect(out).toMatchFileSnapshot(`golden/${words[0] ?? 'general'}-help.txt`);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    },
  );

  it('is on standard error when there is nothing to do', async () => {
    const { code, out, err } = await run();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: dartboard COMMAND');
  });
});

describe('wrong usage', () => {
  it.each([
    [['serch'], 'dartboard: There is no command "serch"; did you mean "search"? See dartboard --help.\n'],
    [['search'], 'dartboard: Name a data set: --data DIR, or --demo. See dartboard search --help.\n'],
    [
      ['search', '--demo', '--data', 'x'],
      'dartboard: --data and --demo exclude each other. See dartboard search --help.\n',
    ],
    [
      ['search', '--demo', '--batch-size', '0'],
      'dartboard: --batch-size: Batch size (batchSize) must be a whole number from 1 to 65536, not 0. See dartboard search --help.\n',
    ],
    [['derive'], 'dartboard: RUN is missing. See dartboard derive --help.\n'],
    [
      ['derive', 'run', '--format', 'pdf'],
      'dartboard: --format must be one of json, python, nested, nni, dot, svg, not "pdf". See dartboard derive --help.\n',
    ],
    [
      ['search', '--data', '.', '--image-size', '64'],
      'dartboard: --image-size needs a width and a height of 4 to 1024 pixels, such as 64x48, not "64". See dartboard search --help.\n',
    ],
    [
      ['search', '--demo', '--image-size', '64x48'],
      'dartboard: --image-size goes with --data. See dartboard search --help.\n',
    ],
  ])('ends %j with code 2 and one sentence', async (words, sentence) => {
    expect(await run(...words)).toEqual({ code: 2, out: '', err: sentence });
  });
});

describe('search', () => {
  it('ends with both cells, the genotype as the reference writes it, and the run folder', async () => {
    const { code, out, err } = await run(...quick(), '--out', join(root, 'run'));
    expect(code).toBe(0);
    expect(out).toContain('Normal cell');
    const python = out.split('\n').find((line) => line.startsWith('Genotype('));
    expect(parseGenotype(python ?? '')).toEqual(
      parseGenotype(readFileSync(join(root, 'run', 'genotype.json'), 'utf8')),
    );
    expect(out).toContain(`Run folder: ${join(root, 'run')}\n`);
    expect(err).toContain(
      'data: 20 training images of 32 x 32 pixels, 10 classes\nArithmetic (cpu, TensorFlow none)\n',
    );
    expect(err).toMatch(/^epoch 1\/2: train loss/m);
    expect(err).toMatch(/^epoch 2\/2: train loss/m);
  });

  it('makes a folder in the runs folder when none is named', async () => {
    const { out, err } = await run(...quick());
    expect(out).toMatch(new RegExp(`Run folder: ${join(root, 'runs', 'search-')}[-\\d]+\n`));
    expect(err).toMatch(/\nrun folder: .*\ncompiling the step.*\nif interrupted, it goes on bit for bit/);
  });

  it('prints nothing but the records as JSON when asked to', async () => {
    const { code, out, err } = await run(...quick(), '--json', '--out', join(root, 'run'));
    expect([code, err]).toEqual([0, '']);
    const [first, ...records] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(first).toMatchObject({ kind: 'run', folder: join(root, 'run'), info: { name: 'run' } });
    const parsed = v.parse(v.array(RunRecordSchema), records);
    expect(parsed[0]).toMatchObject({ kind: 'status', state: 'preparing' });
    expect(parsed.at(-1)).toMatchObject({ kind: 'status', state: 'finished' });
    expect(parsed.filter((record) => record.kind === 'step')).toHaveLength(6);
  });

  it('fails with one sentence: folder taken, no data, and what happens on the way', async () => {
    mkdirSync(join(root, 'taken'));
    expect(await run(...quick(), '--out', join(root, 'taken'))).toMatchObject({
      code: 1,
      out: '',
      err: `dartboard: ${join(root, 'taken')} exists already, and a run never overwrites anything. Choose another folder.\n`,
    });
    const empty = join(root, 'empty');
    mkdirSync(empty);
    const noData = await run('search', '--data', empty);
    expect(noData).toMatchObject({ code: 1, out: '' });
    expect(noData.err).toMatch(/^dartboard: .*empty is empty: [^\n]*\n$/);

    const executor = new ArithmeticExecutor();
    executor.evaluate = (batch) => ({ loss: Number.NaN, top1: 0, top5: 0, count: batch.size });
    const terminal = recordingTerminal();
    expect(await runCommandLine(quick(), arithmeticCompute(executor), terminal)).toBe(1);
    expect(terminal.err.text).toMatch(/\ndartboard: The search diverged in epoch 1, step 1: [^\n]*\n$/);
    expect(terminal.out.text).toBe('');
  });
});

describe('resume', () => {
  /** A run that was interrupted after its first epoch. */
  async function interruptedRun(): Promise<string> {
    const out = join(root, 'runs', 'first');
    const executor = new ArithmeticExecutor();
    const step = executor.searchStep.bind(executor);
    executor.searchStep = (...inputs) => {
      if (executor.steps === 4) throw new Error('The device was lost.');
      return step(...inputs);
    };
    const terminal = recordingTerminal();
    expect(await runCommandLine([...quick(), '--out', out], arithmeticCompute(executor), terminal)).toBe(1);
    return out;
  }

  it('goes on with a run named or given by its path, and ends as a search does', async () => {
    const out = await interruptedRun();
    const { code, out: printed, err } = await run('resume', 'first');
    expect(code).toBe(0);
    expect(err).toContain(
      'continued from checkpoints/000001.best.ckpt, after step 3: the same numbers, bit for bit, as without the interruption\n',
    );
    expect(printed).toContain(`Run folder: ${out}\n`);
    expect(await run('resume', out)).toEqual({
      code: 0,
      out: '',
      err: `dartboard: ${out} has finished already; there is nothing left to continue.\n`,
    });
  });

  it('tells records as JSON', async () => {
    await interruptedRun();
    const { code, out, err } = await run('resume', 'first', '--json');
    expect([code, err]).toEqual([0, '']);
    const [first, ...records] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(first).toMatchObject({ kind: 'run', info: { name: 'first' } });
    expect(v.parse(v.array(RunRecordSchema), records).at(1)).toMatchObject({ kind: 'resumed', globalStep: 3 });
  });

  it('finds data that were moved', async () => {
    await interruptedRun();
    renameSync(data, join(root, 'moved'));
    const lost = await run('resume', 'first');
    expect(lost).toMatchObject({ code: 1, out: '' });
    expect(lost.err).toMatch(/^dartboard: [^\n]*data does not exist: [^\n]*\n$/);
    expect((await run('resume', 'first', '--data', join(root, 'moved'))).code).toBe(0);
  });

  it('says when there is no such run', async () => {
    const { code, err } = await run('resume', 'second');
    expect(code).toBe(1);
    expect(err).toMatch(/^dartboard: .*second is not a run folder: it holds no config\.json\./);
  });
});

describe('derive', () => {
  beforeEach(async () => {
    await run(...quick(), '--out', join(root, 'runs', 'first'));
  });

  it('prints the genotype in each format, of a run named or given by its path', async () => {
    const json = await run('derive', 'first');
    const genotype = parseGenotype(json.out);
    expect(JSON.parse(json.out)).toMatchObject({ source: { run: 'first', epoch: 1, globalStep: 6 } });
    const python = await run('derive', join(root, 'runs', 'first'), '--format', 'python');
    expect(parseGenotype(python.out)).toEqual(genotype);
    expect((await run('derive', 'first', '--format', 'dot')).out).toMatch(/^digraph "first" \{/);
    expect((await run('derive', 'first', '--format=svg')).out).toMatch(/^<svg|^<\?xml/);
    const oneLine = (await run('derive', 'first', '--json')).out;
    expect([oneLine.trim().split('\n').length, parseGenotype(oneLine)]).toEqual([1, genotype]);
  });

  it('goes back to an epoch', async () => {
    expect(JSON.parse((await run('derive', 'first', '--epoch', '1')).out)).toMatchObject({
      source: { epoch: 0, globalStep: 3 },
    });
    expect(await run('derive', 'first', '--epoch', '3')).toEqual({
      code: 1,
      out: '',
      err: `dartboard: ${join(root, 'runs', 'first')} has no epoch 3; it has finished epochs 1 to 2.\n`,
    });
  });

  it('says when there is no such run', async () => {
    const { code, err } = await run('derive', 'second');
    expect(code).toBe(1);
    expect(err).toMatch(/^dartboard: .*second is not a run folder: it holds no config\.json\./);
  });
});

describe('runs', () => {
  it('lists what is there, reports what is broken, and has the same as JSON', async () => {
    await run(...quick(), '--out', join(root, 'runs', 'first'));
    mkdirSync(join(root, 'runs', 'broken'));
    writeFileSync(join(root, 'runs', 'broken', 'config.json'), '{');
    const { code, out, err } = await run('runs');
    expect(code).toBe(0);
    expect(out).toMatch(/^RUN {4}STATE {5}EPOCH {2}BEST VALID TOP-1 {2}DATA {2}STARTED\nfirst {2}finished {2}2\/2 /);
    expect(err).toMatch(/broken.config\.json is not valid JSON/);

    const json = await run('runs', join(root, 'runs'), '--json');
    expect(json.err).toBe('');
    const [run1, run2] = json.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(run1).toMatchObject({ info: { name: 'first' }, status: { state: 'finished' } });
    expect(run2).toMatchObject({ problem: expect.stringContaining('not valid JSON') as string });
  });

  it('says when there are none, or no such folder', async () => {
    expect(await run('runs')).toEqual({ code: 0, out: '', err: `No runs in ${join(root, 'runs')}.\n` });
    expect(await run('runs', join(root, 'nowhere'))).toEqual({
      code: 1,
      out: '',
      err: `dartboard: ${join(root, 'nowhere')} does not exist. Check the path.\n`,
    });
  });
});
