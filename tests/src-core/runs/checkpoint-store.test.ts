import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readNewestCheckpoint, writeCheckpoint } from '../../../src-core/runs/checkpoint-store';
import { UserError } from '../../../src-core/user-error';
import { ExampleHeaderSchema, exampleCheckpoint } from './example-checkpoint';
import { temporaryFolder } from '../../temporary-folder';

const names = (run: string): string[] => readdirSync(join(run, 'checkpoints')).sort();
const newest = (run: string) => readNewestCheckpoint(run, ExampleHeaderSchema);

describe('checkpoints of a run', () => {
  it('keeps the last three and the best', () => {
    const run = temporaryFolder();
    for (let step = 1; step <= 8; step++) writeCheckpoint(run, exampleCheckpoint(step), step === 2 || step === 4);
    expect(names(run)).toEqual(['000004.best.ckpt', '000006.ckpt', '000007.ckpt', '000008.ckpt']);
    expect(newest(run)).toMatchObject({ file: 'checkpoints/000008.ckpt', header: { step: 8 }, skipped: [] });
  });

  it('tells the file, its size and the time', () => {
    const run = temporaryFolder();
    const saved = writeCheckpoint(run, exampleCheckpoint(1));
    expect(saved.file).toBe('checkpoints/000001.ckpt');
    expect(saved.bytes).toBe(readFileSync(join(run, saved.file)).length);
    expect(saved.milliseconds).toBeGreaterThan(0);
  });

  it('has none where there are none', () => {
    const run = temporaryFolder();
    expect(newest(run)).toBeNull();
    mkdirSync(join(run, 'checkpoints'));
    expect(newest(run)).toBeNull();
  });

  it('uses the newest that is whole and fits, and says what is wrong with newer ones', () => {
    const run = temporaryFolder();
    for (let step = 1; step <= 3; step++) writeCheckpoint(run, exampleCheckpoint(step));
    truncateSync(join(run, 'checkpoints/000003.ckpt'), 100);
    const found = readNewestCheckpoint(run, ExampleHeaderSchema, ({ step }) => {
      if (step === 2) throw new UserError('it belongs to another run');
    });
    expect(found).toMatchObject({ file: 'checkpoints/000001.ckpt', header: { step: 1 } });
    expect(found?.skipped).toEqual([
      expect.stringMatching(/^checkpoints\/000003\.ckpt was not used: it is .*\.$/),
      'checkpoints/000002.ckpt was not used: it belongs to another run.',
    ]);
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('uses none with %s among its numbers', (value) => {
    const run = temporaryFolder();
    writeCheckpoint(run, exampleCheckpoint(1));
    const bad = exampleCheckpoint(2);
    bad.tensors['weights']?.values.fill(value, 3, 4);
    writeCheckpoint(run, bad);
    expect(newest(run)).toMatchObject({
      header: { step: 1 },
      skipped: ['checkpoints/000002.ckpt was not used: its weights are not all finite numbers.'],
    });
  });

  it('names every file when none can be used', () => {
    const run = temporaryFolder();
    for (let step = 1; step <= 2; step++) writeCheckpoint(run, { header: { step: 'one' }, tensors: {} });
    expect(() => newest(run)).toThrow(UserError);
    expect(() => newest(run)).toThrow(/none of its checkpoints can be used: .*000002\.ckpt.*000001\.ckpt.*step/);
  });

  it('does not go back behind the checkpoint of a newer version', () => {
    const run = temporaryFolder();
    for (let step = 1; step <= 2; step++) writeCheckpoint(run, exampleCheckpoint(step));
    const path = join(run, 'checkpoints/000002.ckpt');
    writeFileSync(path, Buffer.from(readFileSync(path, 'latin1').replace('"version":1', '"version":2'), 'latin1'));
    expect(() => newest(run)).toThrow(`${path} cannot be used: it was written by a newer version of Dartboard. Update`);
  });

  it('takes away what a crash left half written, and touches nothing that is not its own', () => {
    const run = temporaryFolder();
    writeCheckpoint(run, exampleCheckpoint(1));
    for (const name of ['000002.ckpt.tmp', 'notes.txt', '7.ckpt']) writeFileSync(join(run, 'checkpoints', name), 'x');
    expect(newest(run)).toMatchObject({ header: { step: 1 }, skipped: [] });
    writeCheckpoint(run, exampleCheckpoint(2));
    expect(names(run)).toEqual(['000001.ckpt', '000002.ckpt', '7.ckpt', 'notes.txt']);
  });

  it('writes nowhere else when its folder is a link', () => {
    const [run, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(run, 'checkpoints'));
    expect(() => writeCheckpoint(run, exampleCheckpoint(1))).toThrow(/checkpoints is not a folder/);
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(existsSync(join(run, 'checkpoints'))).toBe(true);
  });
});
