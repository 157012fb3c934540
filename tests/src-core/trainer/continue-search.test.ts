import { cpSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readRun } from '../../../src-core/runs/read-run';
import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { defaultSearchConfig } from '../../../src-core/search/config';
import type { SearchConfig } from '../../../src-core/search/config';
import { Session } from '../../../src-core/trainer/session';
import { temporaryFolder } from '../runs/example-run';
import { ArithmeticExecutor } from '../search/arithmetic-executor';
import { arithmeticCompute } from './arithmetic-compute';
import { outcomeOf } from './compare-runs';
import { writeTinyDataset } from './tiny-dataset';

/** Two epochs of three steps and three validation batches; alphas every two steps; a save before every batch. */
const CONFIG: SearchConfig = {
  ...defaultSearchConfig(),
  epochs: 2,
  batchSize: 4,
  reportFreq: 2,
  checkpointMinutes: 0,
};

/** A session on arithmetic; `onRecord` is told every record once it is in the folder. */
function openSession(onRecord: (record: RunRecord) => void = () => undefined) {
  const executor = new ArithmeticExecutor();
  const session = new Session(arithmeticCompute(executor), { record: onRecord, log: () => undefined });
  return { session, executor };
}

interface Scene {
  readonly root: string;
  readonly straight: string;
  /** The run folder as it was after each record, as a crash would leave it. */
  readonly crashes: readonly string[];
}

/** A search that nobody interrupts, photographed after every record. */
async function searchWithCrashes(change: Partial<SearchConfig> = {}): Promise<Scene> {
  const root = temporaryFolder();
  const straight = join(root, 'straight');
  const crashes: string[] = [];
  const { session } = openSession(() => {
    const crash = join(root, `crash-${crashes.length}`);
    cpSync(straight, crash, { recursive: true });
    rmSync(join(crash, RUN_FILES.owner), { force: true });
    crashes.push(crash);
  });
  const source = { kind: 'folder' as const, path: writeTinyDataset(join(root, 'data')) };
  await session.start({ source, config: { ...CONFIG, ...change }, out: straight });
  await session.over();
  return { root, straight, crashes };
}

/** Continues a run to its end. */
async function goOn(run: string) {
  const records: RunRecord[] = [];
  const { session, executor } = openSession((record) => records.push(record));
  await session.continue(run);
  await session.over();
  return { session, executor, records, resumed: records.find((record) => record.kind === 'resumed') };
}

describe('a search that is continued', () => {
  it('ends with the same bytes and the same log, wherever it was interrupted', async () => {
    const { straight, crashes } = await searchWithCrashes();
    const outcome = outcomeOf(straight);
    expect(outcome.lines.filter((line) => line.startsWith('{"kind":"step"'))).toHaveLength(6);
    // The last two pictures are of the finished run.
    for (const crash of crashes.slice(0, -1)) {
      const { session, resumed } = await goOn(crash);
      expect(session.state, crash).toBe('finished');
      expect(resumed).toMatchObject({ grade: 'identical', skipped: [] });
      expect(outcomeOf(crash), crash).toEqual(outcome);
      expect((await readRun(crash)).records.at(-1)).toMatchObject({ state: 'finished', globalStep: 6 });
    }
  });

  it('ends with the same when it saves at the end of epochs only, and computes again what came after', async () => {
    const { straight, crashes } = await searchWithCrashes({ checkpointMinutes: 1_000 });
    for (const crash of crashes.slice(0, -1)) {
      await goOn(crash);
      expect(outcomeOf(crash), crash).toEqual(outcomeOf(straight));
    }
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'ends with the same when it was stopped after step %i, again and again',
    async (stopAt) => {
      const { straight, root } = await searchWithCrashes();
      const run = join(root, 'stopped');
      const { session } = openSession((record) => {
        if (record.kind === 'step' && record.globalStep === stopAt) void session.stop();
      });
      await session.start({ source: { kind: 'folder', path: join(root, 'data') }, config: CONFIG, out: run });
      if (stopAt === 0) void session.stop();
      await session.over();
      expect(session.state).toBe('stopped');
      for (let again = 0; again < 2; again++) {
        const halt = openSession();
        await halt.session.continue(run);
        await halt.session.stop();
        expect(halt.session.state).toBe('stopped');
      }
      await goOn(run);
      expect(outcomeOf(run)).toEqual(outcomeOf(straight));
    },
  );

  it('cuts the log to the checkpoint and keeps what it cut', async () => {
    const { crashes } = await searchWithCrashes({ checkpointMinutes: 1_000 });
    const isStepFive = (run: string): boolean => readLog(run).includes('"globalStep":5');
    const crash = crashes.find(isStepFive) ?? '';
    const before = readLog(crash);
    const { records } = await goOn(crash);
    expect(records.filter((record) => record.kind === 'step').map(({ globalStep }) => globalStep)).toEqual([4, 5, 6]);
    const ghost = readFileSync(join(crash, RUN_FILES.ghost), 'utf8');
    expect(before.endsWith(ghost)).toBe(true);
    expect(ghost).toContain('"globalStep":5');
    const steps = readLog(crash)
      .split('\n')
      .filter((line) => line.startsWith('{"kind":"step"'));
    expect(steps).toHaveLength(6);
  });

  it('takes an older checkpoint when the newest is damaged, and says which and why', async () => {
    const { straight, crashes } = await searchWithCrashes();
    const crash = crashes.find((run) => readLog(run).includes('"globalStep":5')) ?? '';
    const [newest = '', older = ''] = readdirSync(join(crash, RUN_FILES.checkpoints)).sort().reverse();
    truncateSync(join(crash, RUN_FILES.checkpoints, newest), 64);
    const { resumed } = await goOn(crash);
    expect(resumed?.file).toBe(`checkpoints/${older}`);
    expect(resumed?.skipped).toEqual([expect.stringContaining(`checkpoints/${newest} was not used: `) as string]);
    expect(outcomeOf(crash)).toEqual(outcomeOf(straight));
  });

  it('promises less when the machine does not repeat its numbers', async () => {
    const { crashes } = await searchWithCrashes();
    const { session, executor } = openSession();
    const step = executor.searchStep.bind(executor);
    let calls = 0;
    executor.searchStep = (train, valid, rate) => ({ ...step(train, valid, rate), gradNorm: calls++ });
    const grades: string[] = [];
    const noting = new Session(arithmeticCompute(executor), {
      record: (record) => record.kind === 'resumed' && grades.push(record.grade),
      log: () => undefined,
    });
    await noting.continue(crashes[20] ?? '');
    await noting.over();
    expect(grades).toEqual(['close']);
    expect(session.state).toBe('idle');
  });

  it('promises less when the interrupted process had computed something else', async () => {
    const { crashes } = await searchWithCrashes({ checkpointMinutes: 1_000 });
    const crash = crashes.find((run) => readLog(run).includes('"globalStep":5')) ?? '';
    const log = readLog(crash).replace(/("globalStep":5,"learningRate":[\d.e-]+,"train":\{"loss":)/, '$11');
    writeFileSync(join(crash, RUN_FILES.metrics), log);
    expect((await goOn(crash)).resumed).toMatchObject({ grade: 'close' });
  });
});

describe('a run that cannot be continued', () => {
  it('has come to its end', async () => {
    const { straight } = await searchWithCrashes();
    const { session } = openSession();
    await expect(session.continue(straight)).rejects.toThrow(
      `${straight} has finished already; there is nothing left to continue.`,
    );
    expect(session.state).toBe('idle');
  });

  it('is written by a living process', async () => {
    const { crashes, straight } = await searchWithCrashes();
    const crash = crashes[10] ?? '';
    const { session: first } = openSession();
    await first.continue(crash);
    await first.pause();
    const { session: second } = openSession();
    await expect(second.continue(crash)).rejects.toThrow(`${crash} is in use: process ${process.pid} writes this run.`);
    first.resume();
    await first.over();
    expect(outcomeOf(crash)).toEqual(outcomeOf(straight));
  });

  it('has other data now; nothing of it changes', async () => {
    const { crashes, root } = await searchWithCrashes();
    const crash = crashes[10] ?? '';
    const before = readLog(crash);
    writeTinyDataset(join(root, 'data'), 30);
    const { session, executor } = openSession();
    await expect(session.continue(crash)).rejects.toThrow(
      /^The data set data is not what it was when straight started/,
    );
    expect([session.state, executor.disposed, readLog(crash)]).toEqual(['idle', true, before]);
    expect(existsSync(join(crash, RUN_FILES.owner))).toBe(false);
  });

  it('is of a time before there were checkpoints: it still opens', async () => {
    const { crashes } = await searchWithCrashes();
    const crash = crashes.at(-3) ?? '';
    rmSync(join(crash, RUN_FILES.checkpoints), { recursive: true });
    await expect(openSession().session.continue(crash)).rejects.toThrow(/holds no checkpoint to go on from/);
    expect((await readRun(crash)).records.length).toBeGreaterThan(10);
  });

  it.each([['settings', (info: { search: { seed: number } }) => (info.search.seed = 3), 'with other settings']])(
    'has checkpoints of another run (%s)',
    async (_what, change, reason) => {
      const { crashes } = await searchWithCrashes();
      const crash = crashes[12] ?? '';
      const path = join(crash, RUN_FILES.info);
      const info = JSON.parse(readFileSync(path, 'utf8')) as { search: { seed: number } };
      change(info);
      writeFileSync(path, JSON.stringify(info));
      await expect(openSession().session.continue(crash)).rejects.toThrow(reason);
    },
  );
});

function readLog(run: string): string {
  return readFileSync(join(run, RUN_FILES.metrics), 'utf8');
}
