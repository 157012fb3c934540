import { openDataset } from '../data/open-dataset';
import { imagesFor } from '../retrain/images-for';
import type { WhichNetwork } from '../retrain/saved-network';
import { evaluateOnTest, readTrainedNetwork, requireFittingData } from '../retrain/trained-network';
import { EXIT, UsageError, textOf } from './command';
import type { Arguments, Command, CommandOption, Context } from './command';
import { DATA_OPTIONS, dataSourceFrom } from './data-source';
import { evaluationTable } from './evaluation-table';
import { findRun } from './find-run';
import { line } from './terminal';

/** The option that chooses among a run's networks. */
export const WEIGHTS_OPTION: CommandOption = {
  name: 'weights',
  kind: 'text',
  value: 'WHICH',
  help: 'best (on the images that were held out) or last.',
  byDefault: 'best',
};

/** `evaluate`: a trained network on the test split. */
export const evaluateCommand: Command = {
  name: 'evaluate',
  usage: 'RUN (--data DIR | --demo) [options]',
  summary: 'Tests a trained network: loss, top-1, top-5 and each class on the test images.',
  positionals: [{ name: 'RUN', required: true }],
  options: [
    ...DATA_OPTIONS,
    WEIGHTS_OPTION,
    { name: 'json', kind: 'boolean', help: 'Print the result as a line of JSON, with the confusion matrix.' },
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal, compute }: Context): Promise<number> {
    const source = dataSourceFrom(given);
    const network = await readTrainedNetwork(findRun(given.positionals[0] ?? ''), whichNetwork(given));
    for (const sentence of network.skipped) line(terminal.err, sentence);
    const { data, retrain } = network.info;
    const dataset = await openDataset(source, { ...imagesFor(retrain), size: data, channels: data.channels });
    requireFittingData(network, dataset);
    await compute.device();
    const { info } = network;
    const trainer = await compute.createTrainer({
      config: info.retrain,
      genotype: info.genotype,
      classes: info.data.classNames.length,
      image: info.data,
    });
    try {
      const result = await evaluateOnTest(network, dataset, trainer, (done, all) => {
        if (terminal.err.isTTY) terminal.err.write(`\rbatch ${done}/${all}${done === all ? '\n' : ''}`);
      });
      if (given.values.get('json') === true) line(terminal.out, JSON.stringify(result));
      else for (const row of evaluationTable(result, info.data.classNames)) line(terminal.out, row);
    } finally {
      trainer.dispose();
    }
    return EXIT.done;
  },
};

/** @throws UsageError when it is neither */
export function whichNetwork(given: Arguments): WhichNetwork {
  const which = textOf(given, 'weights') ?? 'best';
  if (which === 'best' || which === 'last') return which;
  throw new UsageError(`--weights must be best or last, not "${which}".`);
}
