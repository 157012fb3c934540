import * as v from 'valibot';

import type { RunListEntry, RunSnapshot } from '../../electron/contract';
import { sizeOfRetraining } from '../../src-core/retrain/size-of-retraining';
import { RunRecordSchema } from '../../src-core/runs/records';
import { RunInfoSchema, settingsOf, type RetrainInfo } from '../../src-core/runs/run-info';
import { RunLog } from '../lib/run-log';

/** `runs/index.json` beside the page: what was recorded, the first shown first. */
export const RecordedIndexSchema = v.strictObject({
  format: v.literal('dartboard-web'),
  version: v.literal(1),
  runs: v.pipe(
    v.array(
      v.strictObject({
        id: v.string(),
        /** Its file, beside the index. */
        file: v.string(),
        title: v.string(),
        note: v.string(),
        /** Size of the run folder. */
        bytes: v.number(),
      }),
    ),
    v.minLength(1),
  ),
});
/** One recorded run of the index. */
export type RecordedRun = v.InferOutput<typeof RecordedIndexSchema>['runs'][number];

/** A recorded run's file: its `config.json` and its records. */
export const RecordingSchema = v.strictObject({ info: RunInfoSchema, records: v.array(RunRecordSchema) });
/** A recorded run. */
export type Recording = v.InferOutput<typeof RecordingSchema>;

/** A recorded run as the list shows it. */
export function entryOf({ id, title, note, bytes }: RecordedRun, { info, records }: Recording): RunListEntry {
  const log = new RunLog(Date.parse(info.created));
  log.append(records);
  const settings = settingsOf(info);
  return {
    id,
    kind: info.kind,
    title,
    note,
    created: info.created,
    dataset: info.data.name,
    state: log.state,
    epoch: log.epochs.length,
    epochs: settings.epochs,
    bestValidTop1: log.bestTop1,
    retrained: info.kind === 'search' ? null : retrainedOf(info, log),
    seconds: log.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0),
    bytes,
    settings,
    resumable: false,
    failure: log.state === 'failed' ? (log.status?.message ?? null) : null,
  };
}

function retrainedOf(info: RetrainInfo, { evaluations }: RunLog): RunListEntry['retrained'] {
  return {
    genotypeName: info.genotypeName,
    parameters: sizeOfRetraining(info.genotype, info.retrain, info.data).parameters,
    testTop1: evaluations.filter(({ split }) => split === 'test').at(-1)?.metrics.top1 ?? null,
  };
}

/** A recorded run as it is opened. */
export function snapshotOf(id: string, { info, records }: Recording): RunSnapshot {
  return { id, info, records, opening: null, live: false };
}
