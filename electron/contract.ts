import type { DatasetPreview } from '../src-core/data/dataset-facts';
import type { RunRecord, RunState } from '../src-core/runs/records';
import type { Device, RunInfo } from '../src-core/runs/run-info';
import type { SearchConfigInput } from '../src-core/search/config';

/** How every request ends: with its value, or with the one sentence to show. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Versions for the About box. */
export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly chrome: string;
  readonly node: string;
  readonly runsFolder: string;
}

/** Where the trainer process stands. */
export type TrainerState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly device: Device }
  | { readonly kind: 'crashed'; readonly message: string };

/** A data set that main holds for the window; the window knows it by its token only. */
export interface DatasetChoice {
  readonly token: string;
  /** Shown to the person; never sent back. */
  readonly location: string;
  readonly preview: DatasetPreview;
}

/** A run as the list shows it. */
export interface RunListEntry {
  readonly id: string;
  readonly created: string;
  readonly dataset: string;
  readonly state: RunState;
  /** Epochs done. */
  readonly epoch: number;
  readonly epochs: number;
  /** Percent, on the valid half; null before the first epoch's end. */
  readonly bestValidTop1: number | null;
}

/** A run as its folder tells it: the live view is this, plus the records pushed after it. */
export interface RunSnapshot {
  readonly id: string;
  readonly info: RunInfo;
  readonly records: readonly RunRecord[];
  /** True while a trainer of this app writes it. */
  readonly live: boolean;
}

/** The files a genotype can be saved as: ours, or the reference's python text. */
export type GenotypeFormat = 'json' | 'python';

/** Requests of the window that main answers. Keys are IPC channels; arguments are validated in main. */
export interface RequestChannels {
  'app:info': () => AppInfo;
  'trainer:state': () => TrainerState;
  /** Opens the folder dialog; null when it was cancelled. */
  'dataset:pick': () => DatasetChoice | null;
  /** A folder dropped on the window; the path was resolved by the preload from the dropped file, not by the page. */
  'dataset:drop': (path: string) => DatasetChoice;
  /** The data set that the app draws itself. */
  'dataset:demo': () => DatasetChoice;
  'search:start': (request: { readonly dataset: string; readonly config: SearchConfigInput }) => RunSnapshot;
  'search:pause': () => null;
  'search:resume': () => null;
  'search:stop': () => null;
  'runs:list': () => readonly RunListEntry[];
  'runs:open': (id: string) => RunSnapshot;
  /** The run that is live now, if any: a reloaded window finds its way back. */
  'runs:live': () => RunSnapshot | null;
  /** Opens the save dialog and writes the genotype of the run at a step (its latest when absent); the path, or null when cancelled. */
  'genotype:save': (request: {
    readonly runId: string;
    readonly format: GenotypeFormat;
    readonly globalStep?: number;
  }) => string | null;
  /** Shows the run folder in the system's file manager. */
  'runs:reveal': (id: string) => null;
}

/** What the menu asks of the window: the same as its own buttons. */
export type MenuCommand = 'open-dataset' | 'save-genotype';

/** What main pushes to the window. */
export interface PushChannels {
  'menu:command': MenuCommand;
  'trainer:state': TrainerState;
  'run:records': { readonly id: string; readonly records: readonly RunRecord[] };
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
