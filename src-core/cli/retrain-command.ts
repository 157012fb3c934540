import { IMAGENET_SETTINGS } from '../retrain/config';
import { findGenotype } from '../retrain/find-genotype';
import { proposeRunFolder, runsFolder } from '../runs/runs-folder';
import { textOf } from './command';
import type { Arguments, Command, Context } from './command';
import { DATA_OPTIONS, dataSourceFrom } from './data-source';
import { retrainConfigFrom, retrainOptions } from './retrain-options';
import { runSession } from './run-session';
import { HumanReport, JsonReport } from './search-report';

/** `retrain`: trains the network of a genotype. */
export const retrainCommand: Command = {
  name: 'retrain',
  usage: 'GENOTYPE (--data DIR | --demo) [options]',
  summary:
    "Trains the network of a genotype and tests it. GENOTYPE is a file, a run folder, a published cell's name, such as DARTS_V2, or random-7 for what seed 7 draws.",
  positionals: [{ name: 'GENOTYPE', required: true }],
  options: [
    ...DATA_OPTIONS,
    { name: 'out', kind: 'text', value: 'RUN', help: 'Run folder to make. [a new one in the runs folder]' },
    { name: 'json', kind: 'boolean', help: 'Print every record of the run as a line of JSON, and nothing else.' },
    {
      name: 'imagenet',
      kind: 'boolean',
      help: "Start from the paper's settings for ImageNet instead of CIFAR-10; pictures become 224x224 unless --image-size says otherwise.",
    },
    ...retrainOptions(),
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal, compute }: Context): Promise<number> {
    const source = dataSourceFrom(given);
    const config = retrainConfigFrom(given, given.values.get('imagenet') === true ? IMAGENET_SETTINGS : {});
    const candidate = await findGenotype(given.positionals[0] ?? '');
    const out = textOf(given, 'out') ?? proposeRunFolder(runsFolder());
    const report = given.values.get('json') === true ? new JsonReport(terminal) : new HumanReport(terminal);
    return runSession(report, compute, (session) => session.retrain({ source, config, out, ...candidate }));
  },
};
