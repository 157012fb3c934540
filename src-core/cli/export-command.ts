import { printable } from '../file-errors';
import { readTrainedNetwork } from '../retrain/trained-network';
import { EXIT, UsageError, textOf } from './command';
import type { Arguments, Command, Context } from './command';
import { WEIGHTS_OPTION, whichNetwork } from './evaluate-command';
import { findRun } from './find-run';
import { line } from './terminal';

/** `export`: a trained network for use elsewhere. */
export const exportCommand: Command = {
  name: 'export',
  usage: 'RUN --format FORMAT --out DIR [options]',
  summary: 'Writes a trained network as a folder that TensorFlow or TensorFlow.js loads without Dartboard.',
  positionals: [{ name: 'RUN', required: true }],
  options: [
    {
      name: 'format',
      kind: 'text',
      value: 'FORMAT',
      help: 'saved-model (TensorFlow, TensorFlow Serving) or tfjs (a GraphModel for browsers and Node).',
    },
    { name: 'out', kind: 'text', value: 'DIR', help: 'Folder to make.' },
    WEIGHTS_OPTION,
    { name: 'json', kind: 'boolean', help: 'Print what was written as a line of JSON.' },
    { name: 'help', kind: 'boolean', help: 'Print this and exit.' },
  ],

  async run(given: Arguments, { terminal }: Context): Promise<number> {
    const format = textOf(given, 'format');
    const out = textOf(given, 'out');
    if (format === undefined) throw new UsageError('Say in which form: --format saved-model or --format tfjs.');
    if (format !== 'saved-model' && format !== 'tfjs') {
      throw new UsageError(`--format must be saved-model or tfjs, not "${format}".`);
    }
    if (out === undefined) throw new UsageError('Say where to: --out DIR.');
    const network = await readTrainedNetwork(findRun(given.positionals[0] ?? ''), whichNetwork(given));
    for (const sentence of network.skipped) line(terminal.err, sentence);
    // TensorFlow is loaded with it, which takes a second.
    const { exportNetwork } = await import('../export/export-network');
    exportNetwork(network, format, out);
    if (given.values.get('json') === true) {
      line(terminal.out, JSON.stringify({ kind: 'export', format, folder: out, epoch: network.epoch }));
    } else {
      line(terminal.err, `${printable(out)}: the network after epoch ${network.epoch}, as ${format}.`);
    }
    return EXIT.done;
  },
};
