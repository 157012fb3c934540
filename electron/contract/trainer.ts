import type { DatasetPreview } from '../../src-core/data/dataset-facts';
import type { ImageSize } from '../../src-core/data/picture';
import type { Device } from '../../src-core/runs/run-info';

/** Where the trainer process stands. */
export type TrainerState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly device: Device }
  | { readonly kind: 'crashed'; readonly message: string };

/** A line that the trainer told or wrote. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Why a live run lost its trainer. */
export type TroubleCause = 'crash' | 'hang' | 'memory' | 'gpu-lost' | 'launch';

/** What happens next to a run that has lost its trainer. */
export type TroubleRemedy =
  /** The trainer is started again and continues from the newest checkpoint; nothing to do. */
  | { readonly kind: 'restarting'; readonly attempt: number }
  /** It is going on again; `run:reopened` came before. */
  | { readonly kind: 'recovered' }
  /** It has failed too often: the person decides; `runs:resume` tries again. */
  | { readonly kind: 'ask'; readonly crashes: number }
  /** Going on would only run out of memory again: start anew with this batch size; null when it is 1 already. */
  | { readonly kind: 'smaller-batch'; readonly batchSize: number | null }
  /** There is nothing to go on from: no checkpoint, or no run folder any more. */
  | { readonly kind: 'lost' };

/** What befell a live run, for a banner over it. */
export interface Trouble {
  readonly runId: string;
  readonly cause: TroubleCause;
  /** One sentence: what happened. */
  readonly message: string;
  /** What the trainer wrote last, oldest first. */
  readonly lastLines: readonly string[];
  readonly remedy: TroubleRemedy;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** A data set that main holds for the window; the window knows it by its token only. */
export interface DatasetChoice {
  readonly token: string;
  /** Shown to the person; never sent back. */
  readonly location: string;
  /** The size that the pictures of an image folder were asked to be; null when it was chosen from theirs. */
  readonly size: ImageSize | null;
  readonly preview: DatasetPreview;
}

/** A folder that was opened before. */
export interface RecentDataset {
  /** What `dataset:reopen` takes; not a path. */
  readonly id: string;
  /** Shown to the person; never sent back. */
  readonly location: string;
}

/** What the machine and the trainer use now. Sizes in bytes; shares in percent of the whole machine. */
export interface DeviceUsage {
  readonly machine: {
    readonly cores: number;
    /** Null at the first question: a share needs two looks. */
    readonly cpuPercent: number | null;
    readonly memoryUsed: number;
    readonly memoryTotal: number;
  };
  /** Null while there is no trainer, or where the system does not tell. */
  readonly trainer: { readonly cpuPercent: number | null; readonly memory: number } | null;
  /** As nvidia-smi tells it; empty without a GPU. What a card does not tell is null. */
  readonly gpus: readonly GpuUsage[];
  /** Why there is none, as part of a sentence: `no NVIDIA driver (nvidia-smi is not there)`. */
  readonly noGpu: string | null;
}

/** One graphics card. */
export interface GpuUsage {
  readonly name: string;
  readonly utilisationPercent: number | null;
  readonly memoryUsed: number | null;
  readonly memoryTotal: number | null;
  /** Degrees Celsius. */
  readonly temperature: number | null;
}

/** What a search or a retraining will take on this machine, from steps that were measured on it. */
export interface RunEstimate {
  /** Equal settings were measured, or others, from which it was scaled. */
  readonly basis: 'measured' | 'scaled';
  readonly stepSeconds: number;
  readonly stepsPerEpoch: number;
  /** The whole run, validation included. */
  readonly totalSeconds: number;
  /** The trainer's largest memory; null where the system does not tell. */
  readonly memoryBytes: number | null;
  /** Memory that the machine has for it now. */
  readonly memoryAvailable: number;
  /** What the run folder will take. */
  readonly diskBytes: number;
  /** Free on the disk of the runs folder. */
  readonly diskAvailable: number;
}
