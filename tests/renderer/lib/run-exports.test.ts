import { describe, expect, it } from 'vitest';

import { evidenceUntil } from '../../../renderer/lib/diagnosis/evidence';
import { findingsOf } from '../../../renderer/lib/diagnosis/findings';
import { verdictOf } from '../../../renderer/lib/diagnosis/verdict';
import { metricsCsv } from '../../../renderer/lib/metrics-csv';
import { runReport } from '../../../renderer/lib/report/run-report';
import { runEvents } from '../../../renderer/lib/run-events';
import { environmentFacts, settingFacts } from '../../../renderer/lib/run-facts';
import { RunLog } from '../../../renderer/lib/run-log';
import type { RunRecord } from '../../../src-core/runs/records';
import type { RunInfo } from '../../../src-core/runs/run-info';
import { makeInfo, makeRecords, makeStatus, START, STEP_MS } from '../helpers/records';

const CHECKPOINT: RunRecord = {
  kind: 'checkpoint',
  epoch: 1,
  globalStep: 10,
  file: 'checkpoints/10',
  bytes: 1_500_000,
  milliseconds: 12,
  reason: 'epoch',
  time: START + 10 * STEP_MS,
};

function logOf(records: readonly RunRecord[]): RunLog {
  const log = new RunLog(START);
  log.append(records);
  return log;
}

function report(info: RunInfo, log: RunLog): string {
  const evidence = evidenceUntil(
    { classes: 2, plannedEpochs: 2, series: log.series, epochs: log.epochs, alphas: log.alphas.records },
    null,
  );
  const alphas = log.alphas.records;
  const genotype = alphas[alphas.length - 1]?.genotype ?? null;
  return runReport({
    info,
    log,
    genotype,
    alphas,
    verdict: verdictOf(evidence),
    findings: findingsOf(evidence),
    now: START,
  });
}

describe('metricsCsv', () => {
  it('has a row for each step, and the exact values at the epochs’ ends', () => {
    const [head = '', ...rows] = metricsCsv(logOf(makeRecords(2, 10)))
      .trim()
      .split('\n');
    const names = head.split(',');
    expect(rows).toHaveLength(20);
    const value = (row: number, name: string): string => rows[row]?.split(',')[names.indexOf(name)] ?? '?';
    expect(value(0, 'step')).toBe('1');
    expect(value(9, 'epoch')).toBe('1');
    expect(value(4, 'active_seconds')).toBe('0.5');
    expect(value(4, 'train_loss')).toBe('1.2'); // 1 + 1/5
    expect(value(4, 'epoch_valid_loss')).toBe('');
    expect(value(9, 'epoch_valid_loss')).toBe('1.75');
    for (const row of rows) expect(row.split(',')).toHaveLength(names.length);
  });
});

describe('runReport', () => {
  it('is one page with curves, cells, epochs, settings and environment', () => {
    const page = new DOMParser().parseFromString(report(makeInfo('my run'), logOf(makeRecords(2, 10))), 'text/html');
    expect([...page.querySelectorAll('h2')].map((heading) => heading.textContent)).toEqual([
      'How it does',
      'Curves',
      'Cells',
      'Epochs',
      'Settings',
      'Environment',
    ]);
    expect(page.querySelectorAll('figure svg').length).toBeGreaterThanOrEqual(7);
    expect(page.querySelector('pre')?.textContent).toMatch(/^Genotype\(/);
    expect(page.querySelectorAll('section table tbody tr').length).toBeGreaterThan(20);
  });

  it('needs neither network nor script, whatever the run is called', () => {
    const html = report({ ...makeInfo('<script>alert(1)</script>') }, logOf(makeRecords(1, 5)));
    expect(html).not.toMatch(/<script|<link|<img|src=|url\((?!#)|@import/i);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('&#60;script&#62;');
  });
});

describe('runEvents', () => {
  it('tells states, epochs, what was saved and continued, in order of time', () => {
    const resumed: RunRecord = {
      kind: 'resumed',
      globalStep: 10,
      file: 'checkpoints/10',
      skipped: ['The checkpoint of step 12 is damaged.'],
      grade: 'identical',
      time: START + 11 * STEP_MS,
    };
    const log = logOf([
      makeStatus({ state: 'running' }),
      ...makeRecords(1, 10),
      CHECKPOINT,
      resumed,
      makeStatus({ state: 'failed', message: 'The disk is full.', time: START + 12 * STEP_MS }),
    ]);
    const events = runEvents(log);
    expect(events.map(({ message }) => message)).toEqual([
      'Running.',
      'Epoch 1 took 1 s: train loss 1.500, valid loss 1.750, valid top-1 20.0%.',
      'Saved at step 10: 1.5 MB in 12 ms.',
      'The checkpoint of step 12 is damaged.',
      'Continued from step 10, bit for bit as without the interruption.',
      'Failed. The disk is full.',
    ]);
    expect(events[events.length - 1]?.level).toBe('error');
  });
});

describe('facts of a run', () => {
  it('names every setting as the form does, and says what the run was done on', () => {
    const info = makeInfo('my run');
    expect(settingFacts(info)).toContainEqual({ name: 'Batch size', value: '64' });
    expect(settingFacts(info)).toContainEqual({ name: 'Second order', value: 'no' });
    expect(environmentFacts(info)).toContainEqual({ name: 'TensorFlow', value: '2.21.0' });
    expect(environmentFacts(info, 'close')).toContainEqual({
      name: 'When interrupted',
      value: 'goes on up to rounding: steps that were tried twice differed',
    });
  });
});
