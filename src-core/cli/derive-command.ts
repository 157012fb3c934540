import { readRun } from '../runs/read-run';
import type { AlphasRecord, RunRecord } from '../runs/records';
import type { RunInfo } from '../runs/run-info';
import { genotypeToDot } from '../space/genotype-dot';
import { genotypeToSvg } from '../space/genotype-svg';
import type { Genotype } from '../space/genotype';
import { genotypeToJson, genotypeToNestedPython, genotypeToPython } from '../space/genotype-text';
import { genotypeToNni } from '../space/nni-genotype';
import { UserError } from '../user-error';
import { EXIT, UsageError, textOf } from './command';
import type { Arguments, Command, Context } from './command';
import { findRun } from './find-run';

const FORMATS = ['json', 'python', 'nested', 'nni', 'dot', 'svg'];

/** `derive`: the genotype of a run on standard output. */
export const deriveCommand: Command = {
  name: 'derive',
  usage: 'RUN [options]',
  summary: "Prints a run's genotype: its latest, or the one after an epoch.",
  positionals: [{ name: 'RUN', required: true }],
  options: [
    { name: 'epoch', kind: 'integer', value: 'N', help: 'The genotype after epoch N; the first epoch is 1.' },
    {
      name: 'format',
      kind: 'text',
      value: 'FORMAT',
      help: 'json, python (as quark0/darts writes it), nested (as khanrc/pt.darts), nni (as microsoft/nni), dot (Graphviz) or svg.',
      byDefault: 'json',
    },
    { name: 'json', kind: 'boolean', help: 'Print the genotype file on one line.' },
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal }: Context): Promise<number> {
    const format = textOf(given, 'format') ?? 'json';
    if (!FORMATS.includes(format)) {
      throw new UsageError(`--format must be one of ${FORMATS.join(', ')}, not "${format}".`);
    }
    const oneLine = given.values.get('json') === true;
    if (oneLine && format !== 'json') throw new UsageError(`--json and --format ${format} exclude each other.`);
    const folder = findRun(given.positionals[0] ?? '');
    const { info, records } = await readRun(folder);
    const text = genotypeText(derivedFrom(info, records, given.values.get('epoch'), folder), format, info.name);
    terminal.out.write(oneLine ? `${JSON.stringify(JSON.parse(text))}\n` : text);
    return EXIT.done;
  },
};

/** A genotype, and where in its search it was derived. */
interface Derived {
  readonly genotype: Genotype;
  /** Null for the genotype that a retraining was given. */
  readonly at: Pick<AlphasRecord, 'epoch' | 'globalStep'> | null;
}

function derivedFrom(info: RunInfo, records: readonly RunRecord[], epoch: unknown, folder: string): Derived {
  if (info.kind === 'retrain') return { genotype: info.genotype, at: null };
  const alphas = records.flatMap((record) => (record.kind === 'alphas' ? [record] : []));
  const chosen = chooseAlphas(alphas, epoch, folder);
  return { genotype: chosen.genotype, at: chosen };
}

function chooseAlphas(alphas: readonly AlphasRecord[], epoch: unknown, folder: string): AlphasRecord {
  if (epoch === undefined) {
    const latest = alphas.at(-1);
    if (latest === undefined) throw new UserError(`${folder} holds no genotype yet; let its search go on for a while.`);
    return latest;
  }
  const ends = alphas.filter(({ epochEnd }) => epochEnd);
  const found = ends.find((record) => record.epoch + 1 === epoch);
  if (found) return found;
  throw new UserError(
    ends.length === 0
      ? `${folder} has finished no epoch yet; leave --epoch out to get its latest genotype.`
      : `${folder} has no epoch ${String(epoch)}; it has finished epochs 1 to ${ends.length}.`,
  );
}

function genotypeText({ genotype, at }: Derived, format: string, run: string): string {
  switch (format) {
    case 'python':
      return `${genotypeToPython(genotype)}\n`;
    case 'nested':
      return `${genotypeToNestedPython(genotype)}\n`;
    case 'nni':
      return genotypeToNni(genotype);
    case 'dot':
      return genotypeToDot(genotype, run);
    case 'svg':
      return genotypeToSvg(genotype, run);
    default:
      return genotypeToJson(genotype, at === null ? undefined : { run, epoch: at.epoch, globalStep: at.globalStep });
  }
}
