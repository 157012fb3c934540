import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect } from 'vitest';

import { readCheckpointFile, writeCheckpointFile } from '../../src-core/runs/checkpoint-file';
import { countMeasurements, cutAfter } from '../../src-core/runs/metrics-log';
import { parseJson } from '../../src-core/runs/read-json-file';
import { parseMetrics } from '../../src-core/runs/read-run';
import { RunRecordSchema, StatusRecordSchema } from '../../src-core/runs/records';
import { RunInfoSchema } from '../../src-core/runs/run-info';
import { RunOwnerSchema, thisOwner } from '../../src-core/runs/run-owner';
import { SearchCheckpointSchema } from '../../src-core/search/search-checkpoint';
import { UserError } from '../../src-core/user-error';
import { exampleCheckpoint } from '../src-core/runs/example-checkpoint';
import { makeAlphas, makeEpoch, makeInfo, makeStatus, makeStep } from '../records';
import { temporaryFolder } from '../temporary-folder';
import { exampleHeader } from '../src-core/search/example-checkpoint';

/** One change to bytes. */
type Edit = (bytes: Buffer) => Buffer;

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(255)).map(([at, value]): Edit => (bytes) => {
    const changed = Buffer.from(bytes);
    if (bytes.length > 0) changed[at % bytes.length] = value;
    return changed;
  }),
  fc.nat().map(
    (length): Edit =>
      (bytes) =>
        bytes.subarray(0, length % (bytes.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 40 })).map(([at, inserted]): Edit => (bytes) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place)]);
  }),
  fc.tuple(fc.nat(), fc.nat(60)).map(([at, length]): Edit => (bytes) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + length)]);
  }),
  fc.constantFrom('null', '-1', '1e308', '""', '[]', '{}', '"__proto__":{},', '0.5', '\\u0000').chain((token) =>
    fc.nat().map((at): Edit => (bytes) => {
      // In the place of a value or a key, so that the text often stays JSON.
      const text = bytes.toString('latin1');
      const places = [...text.matchAll(/(?<=[:,[])(?:-?[\d.e]+|"[^"]*"|null|true|false)/g)];
      const found = places[at % Math.max(1, places.length)];
      if (found === undefined) return bytes;
      return Buffer.from(text.slice(0, found.index) + token + text.slice(found.index + found[0].length), 'latin1');
    }),
  ),
);
const edits = fc.array(edit, { minLength: 1, maxLength: 4 });

/** A parser, and a check that some input cannot harm it. */
export interface FuzzTarget {
  readonly name: string;
  /** Runs so many cases; throws at the first that does any harm. */
  run(cases: number): void;
}

/** Every parser of a run folder's files. Each either reads or throws one sentence. */
export function fuzzTargets(): readonly FuzzTarget[] {
  return [
    checkpointTarget(),
    jsonTarget('config.json', [makeInfo('example')], (text) => parseJson(text, 'config.json', RunInfoSchema)),
    jsonTarget('status.json', [makeStatus()], (text) => parseJson(text, 'status.json', StatusRecordSchema)),
    jsonTarget('owner.json', [thisOwner()], (text) => parseJson(text, 'owner.json', RunOwnerSchema)),
    jsonTarget('a checkpoint header', [exampleHeader()], (text) => parseJson(text, 'header', SearchCheckpointSchema)),
    jsonTarget(
      'metrics.jsonl',
      [makeStep(0, 1, 4), makeAlphas(0, 4, true), makeEpoch(0, 4, 4, 40), makeStatus()],
      (text) => [...parseMetrics(Buffer.from(text), 'metrics.jsonl', '', RunRecordSchema)],
    ),
    logCutTarget(),
  ];
}

function checkpointTarget(): FuzzTarget {
  // In memory where the system has such a place: a hundred thousand files.
  const root = temporaryFolder(existsSync('/dev/shm') ? '/dev/shm' : undefined);
  const path = join(root, 'a.ckpt');
  writeCheckpointFile(path, exampleCheckpoint(3));
  const whole = readFileSync(path);
  return {
    name: 'checkpoint files',
    run: (cases) => {
      fc.assert(
        fc.property(edits, fc.boolean(), (changes, sealed) => {
          const changed = apply(changes, whole);
          // Half of them with a digest that fits, so that what lies behind it is tried as well.
          writeFileSync(path, sealed ? seal(changed) : changed);
          orSentence(() => readCheckpointFile(path));
        }),
        { numRuns: cases },
      );
    },
  };
}

function jsonTarget(name: string, examples: readonly object[], parse: (text: string) => unknown): FuzzTarget {
  const whole = Buffer.from(examples.map((example) => `${JSON.stringify(example)}\n`).join(''));
  return {
    name,
    run: (cases) => {
      fc.assert(
        fc.property(edits, (changes) => {
          const text = apply(changes, whole).toString('utf8');
          orSentence(() => parse(text));
        }),
        { numRuns: cases },
      );
    },
  };
}

/** Cutting a log loses no byte, cuts at a line's end, and leaves as many measurements as were asked for. */
function logCutTarget(): FuzzTarget {
  const lines = [makeStep(0, 1, 4), makeStatus(), makeAlphas(0, 4, true), makeEpoch(0, 4, 4, 40), makeStep(0, 2, 4)];
  const whole = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return {
    name: 'cutting metrics.jsonl',
    run: (cases) => {
      fc.assert(
        fc.property(edits, fc.nat(6), (changes, measurements) => {
          const log = apply(changes, whole);
          orSentence(() => {
            const { kept, rest } = cutAfter(log, measurements);
            expect(Buffer.concat([kept, rest]).equals(log)).toBe(true);
            expect(kept.length === 0 || kept.at(-1) === 0x0a).toBe(true);
            expect(countMeasurements(kept)).toBe(measurements);
          });
        }),
        { numRuns: cases },
      );
    },
  };
}

function apply(changes: readonly Edit[], whole: Buffer): Buffer {
  return changes.reduce<Buffer>((bytes, change) => change(bytes), whole);
}

/** Whatever is thrown is a sentence for a person. */
function orSentence(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

function seal(file: Buffer): Buffer {
  const body = file.subarray(0, Math.max(0, file.length - 32));
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}
