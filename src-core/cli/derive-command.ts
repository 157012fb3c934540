import { readRun } from '../runs/read-run';
import type { AlphasRecord } from '../runs/records';
import { genotypeToDot } from '../space/genotype-dot';
import { genotypeToSvg } from '../space/genotype-svg';
import { genotypeToJson, genotypeToPython } from '../space/genotype-text';
import { UserError } from '../user-error';
import { EXIT, UsageError, textOf } from './command';
import type { Arguments, Command, Context } from './command';
import { findRun } from './find-run';

const FORMATS = ['json', 'python', 'dot', 'svg'];

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
      help: 'json, python (as quark0/darts writes it), dot (Graphviz) or svg.',
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
    const alphas = records.flatMap((record) => (record.kind === 'alphas' ? [record] : []));
    const chosen = chooseAlphas(alphas, given.values.get('epoch'), folder);
    const text = genotypeText(chosen, format, info.name);
    terminal.out.write(oneLine ? `${JSON.stringify(JSON.parse(text))}\n` : text);
    return EXIT.done;
  },
};

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

function genotypeText({ genotype, epoch, globalStep }: AlphasRecord, format: string, run: string): string {
  switch (format) {
    case 'python':
      return `${genotypeToPython(genotype)}\n`;
    case 'dot':
      return genotypeToDot(genotype, run);
    case 'svg':
      return genotypeToSvg(genotype, run);
    default:
      return genotypeToJson(genotype, { run, epoch, globalStep });
  }
}
