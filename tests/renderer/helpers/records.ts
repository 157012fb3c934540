import type { AppInfo, DatasetChoice, RunListEntry, RunSnapshot } from '../../../electron/contract';
import type { RunRecord } from '../../../src-core/runs/records';
import { FACTS, makeInfo } from '../../records';

export * from '../../records';

export const CHOICE: DatasetChoice = {
  token: 'token-1',
  location: '/home/ada/pictures',
  size: null,
  preview: {
    facts: FACTS,
    thumbnails: [0, 0, 1].map((label) => ({ label, url: 'data:image/png;base64,AAAA' })),
    warnings: [],
  },
};

export function makeSnapshot(id: string, records: readonly RunRecord[], live: boolean): RunSnapshot {
  return { id, info: makeInfo(id), records, opening: null, live };
}

export const APP_INFO: AppInfo = {
  version: '0.1.0',
  electron: '22',
  chrome: '108',
  node: '16',
  platform: 'linux',
  device: null,
  runsFolder: '/runs',
  logsFolder: '/logs',
};

export function makeEntry(over: Partial<RunListEntry> = {}): RunListEntry {
  return {
    id: 'a run',
    kind: 'search',
    title: '',
    note: '',
    created: '2026-11-20T10:00:00Z',
    dataset: 'pictures',
    state: 'finished',
    epoch: 2,
    epochs: 2,
    bestValidTop1: 60,
    seconds: 12,
    bytes: 4_096,
    settings: { epochs: 2 },
    retrained: null,
    resumable: false,
    failure: null,
    ...over,
  };
}
