import { ask, request } from './bridge';
import { expect, test, type RunningApp } from './launch-app';

/** Longer than this, and a person would notice. */
const RESPONSIVE_MS = 1_000;

/** What the page tries to send; it makes up for the moments in which it cannot. */
const SENT_PER_SECOND = 12_000;
const LEAST_PER_SECOND = 10_000;

test('ten thousand requests a second leave main up and responsive', async ({ app }) => {
  const { page } = app;
  const memory = await memoryOfMain(app);
  // Three seconds of it, without waiting for answers. Every request goes to main; some it refuses, some it must look up.
  const flood = page.evaluate(async (wanted) => {
    const requests = [
      ['app:info'],
      ['runs:list'],
      ['runs:open', '../..'],
      ['runs:open', 'no-such-run'],
      ['dataset:recent'],
    ];
    let [sent, answered] = [0, 0];
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1_000;
    const answers: Promise<unknown>[] = [];
    while (elapsed() < 3) {
      for (const due = wanted * elapsed(); sent < due; sent++) {
        const request = requests[sent % requests.length];
        const answer = Reflect.apply(window.dartboard.request, window.dartboard, request ?? []) as Promise<unknown>;
        answers.push(answer.then(() => answered++));
      }
      // The page lives on, too: its answers must come in.
      await new Promise((resolve) => setTimeout(resolve));
    }
    const perSecond = sent / elapsed();
    await Promise.all(answers);
    return { perSecond, sent, answered, answeredPerSecond: answered / elapsed() };
  }, SENT_PER_SECOND);
  const delays: number[] = [];
  for (let i = 0; i < 10; i++) {
    const before = Date.now();
    await app.electron.evaluate(() => 1);
    delays.push(Date.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { perSecond, sent, answered, answeredPerSecond } = await flood;
  console.log(
    `flood: ${Math.round(perSecond)} requests/s sent, ${Math.round(answeredPerSecond)}/s answered, ` +
      `something else answered within ${Math.max(...delays)} ms`,
  );
  expect(perSecond).toBeGreaterThan(LEAST_PER_SECOND);
  expect(answered).toBe(sent);
  expect(Math.max(...delays)).toBeLessThan(RESPONSIVE_MS);
  expect((await memoryOfMain(app)) - memory).toBeLessThan(300 * 1_048_576);
  expect((await request(page, 'app:info')).ok).toBe(true);
});

test('payloads that no window of ours sends get a sentence, and main lives on', async ({ app }) => {
  const { page } = app;
  const outcomes = await page.evaluate(async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const deep: unknown[] = [];
    let end = deep;
    for (let i = 0; i < 900; i++) {
      const next: unknown[] = [];
      end.push(next);
      end = next;
    }
    const attempts: Record<string, unknown[]> = {
      '100 MB of text': ['runs:open', 'x'.repeat(100_000_000)],
      '100 MB of bytes': ['export:save', { suggestedName: 'a', kind: 'png', data: new Uint8Array(100_000_000) }],
      'a cycle': ['search:start', { dataset: 't', config: cyclic }],
      'a cycle for a retraining': ['retrain:start', { dataset: 't', config: cyclic, genotype: cyclic }],
      'a function': ['runs:open', () => 1],
      'a symbol': ['runs:open', Symbol('run')],
      'a map': ['runs:open', new Map([['id', 'a']])],
      'a deep list': ['runs:open', deep],
      'too many arguments': ['runs:open', 'a', 'b'],
      'none where one is needed': ['runs:open'],
      'a prototype': ['settings:set', JSON.parse('{"__proto__": {"theme": "dark"}, "constructor": 1}')],
      'NaN for a number': ['search:start', { dataset: 't', config: { batchSize: Number.NaN } }],
      'batch size 1e9': ['search:start', { dataset: 't', config: { batchSize: 1e9 } }],
      'batch size -1': ['search:start', { dataset: 't', config: { batchSize: -1 } }],
      'a learning rate of "abc"': ['search:start', { dataset: 't', config: { learningRate: 'abc' } }],
      'an unknown kind of export': ['export:save', { suggestedName: 'a', kind: 'exe', data: '' }],
      'a path for a recent folder': ['dataset:reopen', '/etc'],
      'a path for a run to delete': ['runs:delete', '../..'],
      'a dot for a run to delete': ['runs:delete', '.'],
      'a run that is not there to delete': ['runs:delete', 'no-such-run'],
      'a run that is not there to resume': ['runs:resume', 'no-such-run'],
      'a note of a megabyte': ['runs:annotate', { id: 'a', title: '', note: 'x'.repeat(1_000_000) }],
      'a token that never was': ['search:measure', { dataset: 'not-a-token', config: {} }],
    };
    const told: Record<string, unknown> = {};
    for (const [name, args] of Object.entries(attempts)) {
      try {
        told[name] = await Reflect.apply(window.dartboard.request, window.dartboard, args);
      } catch (error) {
        // The bridge's own border let it not even out of the page.
        told[name] = { ok: false, message: `Never sent: ${String(error)}.` };
      }
    }
    return told;
  });
  for (const [attempt, outcome] of Object.entries(outcomes)) {
    expect(outcome, attempt).toEqual({ ok: false, message: expect.stringMatching(/^[A-Z/].{5,400}\.$/s) });
  }
  expect((await ask(page, 'app:info')).version).toMatch(/\d/);
});

test('commands in a senseless order are sentences: twice started, paused when idle, stopped while saving', async ({
  app,
}) => {
  const { page } = app;
  for (const channel of ['search:pause', 'search:resume', 'search:stop'] as const) {
    expect(await request(page, channel)).toEqual({ ok: false, message: 'No search is running.' });
  }
  const { token } = await ask(page, 'dataset:demo');
  const start = { dataset: token, config: { epochs: 50, batchSize: 8, channels: 2, layers: 2 } };
  const [first, second] = await Promise.all([
    request(page, 'search:start', start),
    request(page, 'search:start', start),
  ]);
  expect([first.ok, second.ok].sort()).toEqual([false, true]);
  const refused = first.ok ? second : first;
  expect(refused).toEqual({ ok: false, message: expect.stringContaining('live already') });

  // Everything at once: some must fail, none may hang, and the run must end whole.
  const storm = await Promise.all([
    request(page, 'search:pause'),
    request(page, 'search:resume'),
    request(page, 'search:pause'),
    request(page, 'search:stop'),
    request(page, 'search:stop'),
    request(page, 'search:pause'),
  ]);
  for (const outcome of storm) {
    if (!outcome.ok) expect(outcome.message).toMatch(/^[A-Z].{5,300}\.$/);
  }
  await expect
    .poll(async () => (await ask(page, 'runs:list')).map(({ state }) => state), { timeout: 60_000 })
    .toEqual(['stopped']);
  const [run] = await ask(page, 'runs:list');
  const { records } = await ask(page, 'runs:open', run?.id ?? '');
  expect(records[records.length - 1]).toMatchObject({ kind: 'status', state: 'stopped' });
});

function memoryOfMain({ electron }: RunningApp): Promise<number> {
  return electron.evaluate(() => process.memoryUsage().rss);
}
