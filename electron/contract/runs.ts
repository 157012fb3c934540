import type { RunRecord, RunState } from '../../src-core/runs/records';
import type { RunInfo } from '../../src-core/runs/run-info';
import type { Genotype } from '../../src-core/space/genotype';

/** A run as the list shows it. */
export interface RunListEntry {
  readonly id: string;
  readonly kind: RunInfo['kind'];
  /** The person's own name for it; empty when it has none. */
  readonly title: string;
  /** The person's note; empty when there is none. */
  readonly note: string;
  readonly created: string;
  readonly dataset: string;
  readonly state: RunState;
  /** Epochs done. */
  readonly epoch: number;
  readonly epochs: number;
  /** Percent: a search's on its valid half, a retraining's on its test split; null before the first epoch's end. */
  readonly bestValidTop1: number | null;
  /** What a retraining trains and how good it is; null for searches. */
  readonly retrained: RetrainedNetwork | null;
  /** Seconds computed so far, pauses excluded. */
  readonly seconds: number;
  /** Size of the run folder. */
  readonly bytes: number;
  /** The run's whole settings, by name: what a comparison shows where they differ. */
  readonly settings: RunSettings;
  /** It has ended before its end and can go on: from a checkpoint or, in its first epoch, from the start. */
  readonly resumable: boolean;
  /** Why it failed; null when it did not. */
  readonly failure: string | null;
}

/** The network of a retraining. */
export interface RetrainedNetwork {
  /** What people know its genotype by. */
  readonly genotypeName: string;
  /** Without the auxiliary head, as papers count them. */
  readonly parameters: number;
  /** Percent of the test split that it told right; null before it was tested. */
  readonly testTop1: number | null;
}

/** A run folder that cannot be read. */
export interface BrokenRunEntry {
  readonly id: string;
  /** One sentence: what is wrong with it. */
  readonly problem: string;
}

/** A run's settings by name, as `config.json` has them. */
export type RunSettings = Readonly<Record<string, string | number | boolean | null>>;

/** A run as its folder tells it: the live view is this, plus the records pushed after it. */
export interface RunSnapshot {
  readonly id: string;
  readonly info: RunInfo;
  readonly records: readonly RunRecord[];
  /** Of a long run, the number by which `runs:records` gives what comes before `records`, part by part. */
  readonly opening: number | null;
  /** True while a trainer of this app writes it. */
  readonly live: boolean;
}

/** The files a genotype can be saved as: ours, or the reference's python text. */
export type GenotypeFormat = 'json' | 'python';

/** A genotype that was opened from a file. */
export interface OpenedGenotype {
  /** The file's name without its folder. */
  readonly name: string;
  readonly genotype: Genotype;
}

/** The files that something drawn or tabulated can be saved as. */
export type ExportKind = 'png' | 'svg' | 'csv' | 'html' | 'dot' | 'pdf' | 'json' | 'py';

/** Something to save, made by the window. */
export interface ExportRequest {
  /** Without a folder; the ending is added when it is missing. */
  readonly suggestedName: string;
  readonly kind: ExportKind;
  /** The file's content. A `pdf` may be given as the text of an SVG, which main prints on a page of its size. */
  readonly data: string | Uint8Array;
}
