import type { ImageSize } from '../src-core/data/picture';
import type { PackedRecords } from '../src-core/runs/packed-records';
import type { RunRecord } from '../src-core/runs/records';
import type { SearchConfigInput } from '../src-core/search/config';
import type { AppInfo, AppSettings, MenuCommand, Outcome } from './contract/app';
import type { RetrainRequest, SeriesRequest, WaitingRun } from './contract/retrain';
import type {
  BrokenRunEntry,
  ExportRequest,
  GenotypeFormat,
  OpenedGenotype,
  RunListEntry,
  RunSnapshot,
} from './contract/runs';
import type {
  DatasetChoice,
  DeviceUsage,
  LogLine,
  RecentDataset,
  RunEstimate,
  TrainerState,
  Trouble,
} from './contract/trainer';

export type * from './contract/app';
export type * from './contract/retrain';
export type * from './contract/runs';
export type * from './contract/trainer';

/** Requests of the window that main answers. Keys are IPC channels; arguments are validated in main. */
export interface RequestChannels {
  'app:info': () => AppInfo;
  /** Shows the folder of the app's logs in the file manager. */
  'app:open-logs': () => null;
  /** Puts versions, device, settings and the last log lines on the clipboard; the text is also returned. */
  'app:copy-diagnostics': () => string;
  /** Opens a page of the literature in the browser; `https:` to a handful of hosts only (electron/main/link-rules.ts). */
  'app:open-link': (url: string) => null;
  'settings:get': () => AppSettings;
  /** Changes some settings; the whole of them comes back, and is pushed as `settings:changed`. */
  'settings:set': (change: Partial<AppSettings>) => AppSettings;

  'trainer:state': () => TrainerState;
  /** The last lines of this session's trainers, oldest first; `trainer:log` pushes what comes after. */
  'trainer:log': () => readonly LogLine[];
  /** Cheap enough to ask once a second. */
  'device:usage': () => DeviceUsage;

  /** Opens the folder dialog; null when it was cancelled. */
  'dataset:pick': () => DatasetChoice | null;
  /** A folder dropped on the window; the path was resolved by the preload from the dropped file, not by the page. */
  'dataset:drop': (path: string) => DatasetChoice;
  /** The data set that the app draws itself. */
  'dataset:demo': () => DatasetChoice;
  /** Folders opened before, the latest first. */
  'dataset:recent': () => readonly RecentDataset[];
  'dataset:reopen': (id: string) => DatasetChoice;
  /** The data set of an earlier run, to start again with its settings. */
  'dataset:of-run': (runId: string) => DatasetChoice;
  /** Reads an image folder again with its pictures made another size; null lets one be chosen from theirs. */
  'dataset:resize': (request: { readonly dataset: string; readonly size: ImageSize | null }) => DatasetChoice;

  'search:start': (request: { readonly dataset: string; readonly config: SearchConfigInput }) => RunSnapshot;
  'search:pause': () => null;
  'search:resume': () => null;
  'search:stop': () => null;
  /** From steps measured on this machine before; null when none can be compared. */
  'search:estimate': (request: { readonly dataset: string; readonly config: SearchConfigInput }) => RunEstimate | null;
  /** Runs a few steps of this very search, throws them away and tells what they took: seconds to minutes. */
  'search:measure': (request: { readonly dataset: string; readonly config: SearchConfigInput }) => RunEstimate;
  /** Trains the network of a genotype; its name is what people know it by. */
  'retrain:start': (request: RetrainRequest) => RunSnapshot;
  /** As `search:estimate`. */
  'retrain:estimate': (request: RetrainRequest) => RunEstimate | null;
  /** As `search:measure`. */
  'retrain:measure': (request: RetrainRequest) => RunEstimate;
  /** Trains several networks one after another, the first at once; one that does not finish holds those after it. */
  'series:start': (request: SeriesRequest) => RunSnapshot;
  /** Those that have not been started yet, in their order. */
  'series:waiting': () => readonly WaitingRun[];
  /** Starts the next one of a series that was held. */
  'series:go-on': () => RunSnapshot;
  /** Starts none of them any more. */
  'series:drop': () => null;

  'runs:list': () => readonly RunListEntry[];
  /** Folders among the runs that should hold one but cannot be read. */
  'runs:broken': () => readonly BrokenRunEntry[];
  'runs:open': (id: string) => RunSnapshot;
  /** The next part of a long run that is being opened (`RunSnapshot.opening`); null when there is no more. */
  'runs:records': (opening: number) => PackedRecords | null;
  /** The run that is live now, if any: a reloaded window finds its way back. */
  'runs:live': () => RunSnapshot | null;
  /** Shows the run folder in the system's file manager. */
  'runs:reveal': (id: string) => null;
  /** Continues an interrupted or stopped run from its newest checkpoint. */
  'runs:resume': (id: string) => RunSnapshot;
  /** The newest run that was cut off and could go on, to be offered once at the start; null when there is none. */
  'runs:interrupted': () => RunListEntry | null;
  /** Never offer this run again. */
  'runs:decline': (id: string) => null;
  /** Into the system's trash where there is one, else for good. */
  'runs:delete': (id: string) => { readonly trashed: boolean; readonly bytes: number };
  /** Keeps a title and a note with the run; empty texts take them away. */
  'runs:annotate': (notes: { readonly id: string; readonly title: string; readonly note: string }) => null;
  /** What befell the live run last; null when nothing did. `run:trouble` pushes what comes after. */
  'runs:trouble': () => Trouble | null;

  /** Opens the save dialog and writes the genotype of the run at a step (its latest when absent); the path, or null when cancelled. */
  'genotype:save': (request: {
    readonly runId: string;
    readonly format: GenotypeFormat;
    readonly globalStep?: number;
  }) => string | null;
  /** Opens a genotype file by dialog; null when it was cancelled. */
  'genotype:open': () => OpenedGenotype | null;
  /** The genotype file that the app was started with, once; a later one is pushed as `genotype:opened`. */
  'genotype:pending': () => OpenedGenotype | null;
  /** Opens the save dialog and writes what the window has made; the path, or null when cancelled. */
  'export:save': (request: ExportRequest) => string | null;
}

/** What main pushes to the window. */
export interface PushChannels {
  'menu:command': MenuCommand;
  'settings:changed': AppSettings;
  'trainer:state': TrainerState;
  /** A few times a second at most. */
  'trainer:log': readonly LogLine[];
  'run:records': { readonly id: string; readonly records: readonly RunRecord[] };
  /** The run goes on from a checkpoint and its log was cut to it: read it again by `runs:open`. */
  'run:reopened': { readonly id: string };
  /** Null once it is over. */
  'run:trouble': Trouble | null;
  /** A folder chosen in the menu under "Open Recent": show it as if it had been picked. */
  'dataset:opened': DatasetChoice;
  /** A genotype file was opened by the system (a double click, a second start). */
  'genotype:opened': OpenedGenotype;
  /** The runs that wait in a series are others now; `started` has begun by itself, null when none has. */
  'series:changed': { readonly waiting: readonly WaitingRun[]; readonly started: string | null };
  /** A sentence for the message bar, of something that no request asked for. */
  'app:message': string;
}

export type RequestChannel = keyof RequestChannels;
export type PushChannel = keyof PushChannels;

/** `window.dartboard`: all that the window can reach. */
export interface DartboardBridge {
  /** Asks main. Never rejects: failures come back as sentences. */
  request<C extends RequestChannel>(
    channel: C,
    ...args: Parameters<RequestChannels[C]>
  ): Promise<Outcome<ReturnType<RequestChannels[C]>>>;
  /** Listens to a push channel; call the result to stop. */
  on<C extends PushChannel>(channel: C, listener: (payload: PushChannels[C]) => void): () => void;
  /** Hands a dropped folder to main. */
  dropDataset(file: File): Promise<Outcome<DatasetChoice>>;
}
