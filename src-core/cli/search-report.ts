import { printable } from '../file-errors';
import type { AlphasRecord, EvaluationRecord, RunRecord } from '../runs/records';
import { genotypeToPython } from '../space/genotype-text';
import type { SessionListener, StartedRun } from '../trainer/session';
import { evaluationTable } from './evaluation-table';
import { genotypeTable } from './genotype-table';
import { SearchDisplay } from './search-display';
import { line } from './terminal';
import type { Terminal } from './terminal';

/** Tells whoever started a search how it goes. */
export interface SearchReport extends SessionListener {
  started(run: StartedRun): void;
  /** The run folder is closed. */
  ended(): void;
  /** The sentence of a search that failed. */
  readonly failure: string | null;
}

/** Machine-readable: standard output holds one JSON object a line, first the run, then every record. */
export class JsonReport implements SearchReport {
  failure: string | null = null;
  /** Records of before the run was told. */
  private early: RunRecord[] | null = [];

  constructor(private readonly terminal: Terminal) {}

  started(run: StartedRun): void {
    this.print({ kind: 'run', ...run });
    for (const record of this.early ?? []) this.print(record);
    this.early = null;
  }

  record(record: RunRecord): void {
    if (record.kind === 'status') this.failure = record.message;
    if (this.early === null) this.print(record);
    else this.early.push(record);
  }

  ended(): void {
    // The last status record has said it.
  }

  log(_level: string, message: string): void {
    line(this.terminal.err, message);
  }

  private print(value: object): void {
    line(this.terminal.out, JSON.stringify(value));
  }
}

/** For people: the progress on standard error, and at the end what came of it on standard output. */
export class HumanReport implements SearchReport {
  failure: string | null = null;
  private readonly display: SearchDisplay;
  private alphas: AlphasRecord | null = null;
  private evaluation: EvaluationRecord | null = null;
  private classNames: readonly string[] = [];
  private folder = '';
  /** Records of before the run was told. */
  private readonly early: RunRecord[] = [];

  constructor(private readonly terminal: Terminal) {
    this.display = new SearchDisplay(terminal);
  }

  started({ info, folder }: StartedRun): void {
    const { data, device } = info;
    this.folder = folder;
    this.classNames = data.classNames;
    this.display.say(
      `${printable(data.name)}: ${data.trainImages} training images of ${data.width} x ${data.height} pixels, ` +
        `${data.classNames.length} classes`,
    );
    this.display.say(`${printable(device.name)} (${device.kind}, TensorFlow ${device.tensorflow})`);
    this.display.say(`run folder: ${printable(folder)}`);
    for (const record of this.early.splice(0)) this.display.show(record);
  }

  record(record: RunRecord): void {
    if (record.kind === 'alphas') this.alphas = record;
    if (record.kind === 'evaluation') this.evaluation = record;
    if (record.kind === 'status') this.failure = record.message;
    if (this.folder === '') this.early.push(record);
    else this.display.show(record);
  }

  ended(): void {
    this.display.end();
    const { out } = this.terminal;
    if (this.failure !== null) return;
    if (this.alphas) {
      for (const row of ['', ...genotypeTable(this.alphas.genotype), '']) line(out, row);
      line(out, genotypeToPython(this.alphas.genotype));
    }
    if (this.evaluation) for (const row of ['', ...evaluationTable(this.evaluation, this.classNames)]) line(out, row);
    line(out, '');
    line(out, `Run folder: ${printable(this.folder)}`);
  }

  log(_level: string, message: string): void {
    this.display.say(message);
  }
}
