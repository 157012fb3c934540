import * as v from 'valibot';

import type {
  AppSettings,
  DartboardBridge,
  Outcome,
  RequestChannel,
  RequestChannels,
  RunListEntry,
} from '../../electron/contract';
import { genotypeToJson, genotypeToPython } from '../../src-core/space/genotype-text';
import {
  entryOf,
  RecordedIndexSchema,
  RecordingSchema,
  snapshotOf,
  type RecordedRun,
  type Recording,
} from './recorded-run';
import { saveFile } from './save-file';

type Answers = {
  readonly [C in RequestChannel]?: (
    ...args: Parameters<RequestChannels[C]>
  ) => Promise<ReturnType<RequestChannels[C]>> | ReturnType<RequestChannels[C]>;
};

const SETTINGS_KEY = 'dartboard-settings';
const DEFAULTS: AppSettings = { theme: 'system', onClose: 'ask', notify: false, keepAwake: false, tourSeen: true };

/**
 * `window.dartboard` for a page that replays recorded runs: it reads the files that `npm run demo:web` has laid beside the
 * page, offers downloads where the app has a save dialog, and says of everything else that it needs the app.
 *
 * @param base address of the page
 */
export function createReplayBridge(base: string): DartboardBridge {
  const opened = new Map<string, Promise<Recording>>();
  const index = read(new URL('runs/index.json', base), RecordedIndexSchema).then(({ runs }) => runs);

  async function record(id: string): Promise<{ run: RecordedRun; recording: Recording }> {
    const run = (await index).find((one) => one.id === id);
    if (run === undefined) throw new Error(`The run ${id} is not among the recorded ones.`);
    const recording = opened.get(id) ?? read(new URL(`runs/${run.file}`, base), RecordingSchema);
    opened.set(id, recording);
    return { run, recording: await recording };
  }

  async function entries(): Promise<readonly RunListEntry[]> {
    return Promise.all(
      (await index).map(async ({ id }) => {
        const { run, recording } = await record(id);
        return entryOf(run, recording);
      }),
    );
  }

  async function first(): Promise<{ run: RecordedRun; recording: Recording }> {
    return record((await index)[0]?.id ?? '');
  }

  const answers: Answers = {
    'app:info': async () => {
      const { recording } = await first();
      const { app, device } = recording.info;
      return {
        version: app.version,
        electron: '',
        chrome: '',
        node: app.node,
        platform: '',
        device,
        runsFolder: '',
        logsFolder: '',
      };
    },
    'app:open-link': (url) => {
      open(url, '_blank', 'noreferrer');
      return null;
    },
    'settings:get': readSettings,
    'settings:set': (change) => {
      const settings = { ...readSettings(), ...change };
      localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings));
      return settings;
    },
    'trainer:state': async () => ({ kind: 'ready', device: (await first()).recording.info.device }),
    'trainer:log': () => [],
    'dataset:recent': () => [],
    'series:waiting': () => [],
    'runs:list': entries,
    'runs:broken': () => [],
    'runs:interrupted': () => null,
    'runs:trouble': () => null,
    'runs:open': async (id) => snapshotOf(id, (await record(id)).recording),
    // The page opens with its first run.
    'runs:live': async () => {
      const { run, recording } = await first();
      return snapshotOf(run.id, recording);
    },
    'genotype:pending': () => null,
    'genotype:save': async ({ runId, format, globalStep }) => {
      const { recording } = await record(runId);
      const alphas = recording.records.filter((one) => one.kind === 'alphas');
      const found = alphas.filter((one) => globalStep === undefined || one.globalStep === globalStep).pop();
      if (found === undefined) throw new Error('The run has no genotype at that step.');
      const text = format === 'json' ? genotypeToJson(found.genotype) : `${genotypeToPython(found.genotype)}\n`;
      return saveFile(`${runId}-genotype`, format === 'json' ? 'json' : 'py', text);
    },
    'export:save': ({ suggestedName, kind, data }) => saveFile(suggestedName, kind, data),
  };

  return {
    async request(channel, ...args) {
      const answer = answers[channel];
      if (answer === undefined) return fail('This page replays recorded runs; that needs the Dartboard app.');
      try {
        return { ok: true, value: await answer(...args) };
      } catch (error) {
        return fail(error instanceof Error ? error.message : String(error));
      }
    },
    // Nothing is live here, so nothing is ever pushed.
    on: () => () => undefined,
    dropDataset: () => Promise.resolve(fail('This page replays recorded runs; a search needs the Dartboard app.')),
  };
}

function fail(message: string): Outcome<never> {
  return { ok: false, message };
}

async function read<Schema extends v.GenericSchema>(url: URL, schema: Schema): Promise<v.InferOutput<Schema>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} cannot be read (${response.status}); is the page complete?`);
  const result = v.safeParse(schema, await response.json());
  if (!result.success) throw new Error(`${url.pathname} was written by another version of Dartboard.`);
  return result.output;
}

/** A browser that keeps nothing, or something else, starts with the defaults. */
function readSettings(): AppSettings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? '{}');
    return typeof kept === 'object' ? { ...DEFAULTS, ...kept } : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}
