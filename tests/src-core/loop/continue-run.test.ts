import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readRun } from '../../../src-core/runs/read-run';
import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { defaultSearchConfig } from '../../../src-core/search/config';
import type { SearchConfig } from '../../../src-core/search/config';
import type { Session } from '../../../src-core/trainer/session';
import { changeCheckpoint, copyOf, goOn, openSession, searchWithCrashes } from '../../chaos/crash-scene';
import type { Continuation, Scene } from '../../chaos/crash-scene';
import { FORGOTTEN_NUMBERS, IDENTITY, forget } from '../../chaos/left-out-fields';
import { temporaryFolder } from '../../temporary-folder';
import { ArithmeticExecutor } from '../search/arithmetic-executor';
import { arithmeticCompute } from '../trainer/arithmetic-compute';
import { outcomeOf } from '../trainer/compare-runs';
import { writeTinyDataset } from '../trainer/tiny-dataset';

/** Two epochs of three steps and three validation batches; alphas every two steps; a save before every batch. */
const CONFIG: SearchConfig = {
  ...defaultSearchConfig(),
  epochs: 2,
  batchSize: 4,
  reportFreq: 2,
  checkpointMinutes: 0,
  // With these the accuracy falls in the second epoch, so the best one is not the last.
  learningRate: 0.5,
  seed: 3,
};

const root = mkdtempSync(join(tmpdir(), 'dartboard-scenes-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
/** One scene for all tests: saved before every batch, or at the end of epochs only. */
let often: Scene;
let seldom: Scene;
beforeAll(async () => {
  often = await searchWithCrashes(arithmeticCompute(), CONFIG, join(root, 'often'));
  seldom = await searchWithCrashes(arithmeticCompute(), { ...CONFIG, checkpointMinutes: 1_000 }, join(root, 'seldom'));
});

const arithmetic = (): Session => openSession(arithmeticCompute());
const resume = (run: string): Promise<Continuation> => goOn(arithmeticCompute(), run);
const isStepFive = (record: RunRecord): boolean => record.kind === 'step' && record.globalStep === 5;
/** A run that was interrupted in the middle of its second epoch. */
const atStepFive = ({ crashes }: Scene): string => copyOf(crashes.find(({ after }) => isStepFive(after))?.folder ?? '');

describe('a search that is continued', () => {
  // Every record of the run is tried by test:chaos.
  it.each([0, 1, 2, 3])(
    'ends with the same bytes and the same log, wherever it was interrupted (%i of 4)',
    async (part) => {
      for (const { straight, crashes } of [often, seldom]) {
        const outcome = outcomeOf(straight);
        expect(outcome.lines.filter((line) => line.startsWith('{"kind":"step"'))).toHaveLength(6);
        // The last picture is of the finished run.
        for (const { folder } of crashes.slice(0, -1).filter((_, i) => i % 12 === 3 * part)) {
          const crash = copyOf(folder);
          const { state, resumed } = await resume(crash);
          expect([state, resumed?.grade, resumed?.skipped], folder).toEqual(['finished', 'identical', []]);
          expect(outcomeOf(crash), folder).toEqual(outcome);
          expect((await readRun(crash)).records.at(-1)).toMatchObject({ state: 'finished', globalStep: 6 });
        }
      }
    },
  );

  it.each([0, 2, 3])('ends with the same when it was stopped after step %i, again and again', async (stopAt) => {
    const run = join(temporaryFolder(), 'stopped');
    const session = openSession(arithmeticCompute(), (record) => {
      if (record.kind === 'step' && record.globalStep === stopAt) void session.stop();
    });
    await session.start({ source: { kind: 'folder', path: often.data }, config: CONFIG, out: run });
    if (stopAt === 0) void session.stop();
    await session.over();
    expect(session.state).toBe('stopped');
    for (let again = 0; again < 2; again++) {
      const halt = arithmetic();
      await halt.continue(run);
      await halt.stop();
      expect(halt.state).toBe('stopped');
    }
    await resume(run);
    expect(outcomeOf(run)).toEqual(outcomeOf(often.straight));
  });

  it('cuts the log to the checkpoint and keeps what it cut', async () => {
    const crash = atStepFive(seldom);
    const before = readLog(crash);
    const { records } = await resume(crash);
    expect(records.filter((record) => record.kind === 'step').map(({ globalStep }) => globalStep)).toEqual([4, 5, 6]);
    const ghost = readFileSync(join(crash, RUN_FILES.ghost), 'utf8');
    expect(before.endsWith(ghost)).toBe(true);
    expect(ghost).toContain('"globalStep":5');
    const steps = readLog(crash)
      .split('\n')
      .filter((line) => line.startsWith('{"kind":"step"'));
    expect(steps).toHaveLength(6);
  });

  it('tells what each epoch took in all, its part before the interruption included', async () => {
    const took = 50;
    const slow = (): ArithmeticExecutor => {
      const executor = new ArithmeticExecutor();
      const evaluate = executor.evaluate.bind(executor);
      // Steps evaluate, too; what follows looks at validation batches only.
      executor.evaluate = (batch) => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, took);
        return evaluate(batch);
      };
      return executor;
    };
    // Interrupted in the first epoch's validation, after two of three batches.
    const scene = await searchWithCrashes(arithmeticCompute(slow()), CONFIG, temporaryFolder(), (record) => {
      return record.kind === 'checkpoint' && record.reason === 'interval' && record.globalStep === 3;
    });
    const crash = copyOf(scene.crashes[2]?.folder ?? '');
    const { records } = await goOn(arithmeticCompute(slow()), crash);
    const seconds = records.find((record) => record.kind === 'epoch')?.seconds ?? 0;
    // Three steps of two batches, three validation batches.
    expect(seconds).toBeGreaterThan((9 * took) / 1_000);
    const steps = (await readRun(crash)).records.filter((record) => record.kind === 'step').slice(0, 3);
    const stepSeconds = steps.reduce((sum, { stepMs }) => sum + stepMs, 0) / 1_000;
    expect(seconds - stepSeconds).toBeGreaterThan((3 * took) / 1_000);
  });

  it('takes an older checkpoint when the newest is damaged, and says which and why', async () => {
    const crash = atStepFive(often);
    const [newest = '', older = ''] = readdirSync(join(crash, RUN_FILES.checkpoints)).sort().reverse();
    truncateSync(join(crash, RUN_FILES.checkpoints, newest), 64);
    const { resumed } = await resume(crash);
    expect(resumed?.file).toBe(`checkpoints/${older}`);
    expect(resumed?.skipped).toEqual([expect.stringContaining(`checkpoints/${newest} was not used: `) as string]);
    expect(outcomeOf(crash)).toEqual(outcomeOf(often.straight));
  });

  it('promises less when the machine does not repeat its numbers, before and after the interruption', async () => {
    const { resumed } = await goOn(arithmeticCompute(unsteadyExecutor()), atStepFive(often));
    expect(resumed?.grade).toBe('close');
    expect(await promiseOf(unsteadyExecutor())).toEqual(['close']);
  });

  it('was promised to, before its first step', async () => {
    expect(await promiseOf(new ArithmeticExecutor())).toEqual(['identical']);
    const kinds = (await readRun(often.straight)).records.map(({ kind }) => kind);
    expect(kinds.slice(0, kinds.indexOf('alphas'))).toEqual(['status', 'probe', 'status']);
  });

  it('promises less when the interrupted process had computed something else', async () => {
    const crash = atStepFive(seldom);
    const log = readLog(crash).replace(/("globalStep":5,"learningRate":[\d.e-]+,"train":\{"loss":)/, '$11');
    writeFileSync(join(crash, RUN_FILES.metrics), log);
    expect((await resume(crash)).resumed).toMatchObject({ grade: 'close' });
  });
});

describe('a search that diverges', () => {
  it.each(['loss', 'weights'] as const)('keeps its last good state and saves no bad one (%s)', async (what) => {
    const executor = new ArithmeticExecutor();
    const step = executor.searchStep.bind(executor);
    executor.searchStep = (...inputs) => {
      const result = step(...inputs);
      if (executor.steps < 5) return result;
      if (what === 'weights') executor.weight = Number.POSITIVE_INFINITY;
      return what === 'loss' ? { ...result, train: { ...result.train, loss: Number.NaN } } : result;
    };
    const records: RunRecord[] = [];
    const session = openSession(arithmeticCompute(executor), (record) => records.push(record));
    const run = join(temporaryFolder(), 'run');
    await session.start({ source: { kind: 'folder', path: often.data }, config: CONFIG, out: run });
    await session.over();
    expect(records.at(-1)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(
        /^The search diverged in epoch 2, step 2: .*lower learning rate.*are kept\.$/,
      ) as string,
    });
    expect(records.findLast((record) => record.kind === 'checkpoint')?.globalStep).toBe(4);
    // On a machine that computes rightly it goes on from there.
    await resume(run);
    expect(outcomeOf(run)).toEqual(outcomeOf(often.straight));
  });
});

describe('a run that cannot be continued', () => {
  it('has come to its end', async () => {
    const straight = copyOf(often.straight);
    const session = arithmetic();
    await expect(session.continue(straight)).rejects.toThrow(
      `${straight} has finished already; there is nothing left to continue.`,
    );
    expect(session.state).toBe('idle');
  });

  it('is written by a living process', async () => {
    const crash = atStepFive(often);
    const first = arithmetic();
    await first.continue(crash);
    await first.pause();
    const second = arithmetic();
    await expect(second.continue(crash)).rejects.toThrow(`${crash} is in use: process ${process.pid} writes this run.`);
    first.resume();
    await first.over();
    expect(outcomeOf(crash)).toEqual(outcomeOf(often.straight));
  });

  it('has other data now; nothing of it changes', async () => {
    const moved = await searchWithCrashes(arithmeticCompute(), CONFIG, temporaryFolder(), isStepFive);
    const crash = atStepFive(moved);
    const before = readLog(crash);
    writeTinyDataset(moved.data, 30);
    const executor = new ArithmeticExecutor();
    const session = openSession(arithmeticCompute(executor));
    await expect(session.continue(crash)).rejects.toThrow(
      /^The data set data is not what it was when straight started/,
    );
    expect([session.state, executor.disposed, readLog(crash)]).toEqual(['idle', true, before]);
    expect(existsSync(join(crash, RUN_FILES.owner))).toBe(false);
  });

  it('is of a time before there were checkpoints: it still opens', async () => {
    const crash = copyOf(often.crashes.at(-3)?.folder ?? '');
    rmSync(join(crash, RUN_FILES.checkpoints), { recursive: true });
    await expect(arithmetic().continue(crash)).rejects.toThrow(/holds no checkpoint to go on from/);
    expect((await readRun(crash)).records.length).toBeGreaterThan(10);
  });

  it('has checkpoints of a run with other settings', async () => {
    const crash = atStepFive(often);
    const path = join(crash, RUN_FILES.info);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"seed": 3', '"seed": 4'));
    await expect(arithmetic().continue(crash)).rejects.toThrow('it belongs to a search with other settings');
  });
});

describe('what a checkpoint keeps', () => {
  /** Interrupted in the second epoch, where every field differs from what it is at the beginning. */
  function crashIn(phase: 'search' | 'validation'): string {
    const found = often.crashes.findLast(({ after }) => {
      return (
        after.kind === 'checkpoint' && after.reason === 'interval' && after.globalStep === (phase === 'search' ? 4 : 6)
      );
    });
    return copyOf(found?.folder ?? '');
  }

  it('is enough', async () => {
    for (const phase of ['search', 'validation'] as const) {
      const crash = crashIn(phase);
      changeCheckpoint(crash, (checkpoint) => checkpoint);
      await resume(crash);
      expect(outcomeOf(crash)).toEqual(outcomeOf(often.straight));
    }
  });

  it.each(FORGOTTEN_NUMBERS)('is needed: %s', async (path) => {
    const isOfValidation = path.startsWith('validation') || path === 'position.validated';
    const crash = crashIn(isOfValidation ? 'validation' : 'search');
    changeCheckpoint(crash, (checkpoint) => forget(checkpoint, path));
    await resume(crash);
    expect(outcomeOf(crash)).not.toEqual(outcomeOf(often.straight));
  });

  it.each(IDENTITY)('is refused without %s', async (name) => {
    const crash = crashIn('search');
    changeCheckpoint(crash, (checkpoint) => ({
      ...checkpoint,
      header: { ...Object(checkpoint.header), [name]: undefined },
    }));
    await expect(resume(crash)).rejects.toThrow(`its ${name} is not as expected`);
  });
});

/** A machine that never computes the same numbers again. */
function unsteadyExecutor(): ArithmeticExecutor {
  const executor = new ArithmeticExecutor();
  const step = executor.searchStep.bind(executor);
  let calls = 0;
  executor.searchStep = (train, valid, rate) => ({ ...step(train, valid, rate), gradNorm: calls++ });
  return executor;
}

/** What a search says, when it begins, of continuing it. */
async function promiseOf(executor: ArithmeticExecutor): Promise<readonly string[]> {
  const grades: string[] = [];
  const session = openSession(arithmeticCompute(executor), (record) => {
    if (record.kind === 'probe') grades.push(record.grade);
    if (record.kind === 'step') void session.stop();
  });
  const source = { kind: 'folder', path: often.data } as const;
  await session.start({ source, config: CONFIG, out: join(temporaryFolder(), 'run') });
  await session.over();
  return grades;
}

function readLog(run: string): string {
  return readFileSync(join(run, RUN_FILES.metrics), 'utf8');
}
