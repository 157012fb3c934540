import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { version } from '../../package.json';
import { sizeBeforeCrop } from '../data/centre-crop';
import { networkShape } from '../retrain/trainer-options';
import { EvaluationNetwork } from '../retrain/evaluation-network';
import { imagesFor } from '../retrain/images-for';
import type { TrainedNetwork } from '../retrain/trained-network';
import type { RetrainInfo } from '../runs/run-info';
import { fileError } from '../file-errors';
import { makeParents } from '../make-parents';
import { UserError } from '../user-error';
import { WEIGHTS_FILE, graphModel } from './graph-model';
import type { ModelCard } from './model-card';
import { networkGraph } from './network-graph';
import { savedModelBytes } from './saved-model-bytes';

/** The forms in which a network leaves the app. */
export const EXPORT_FORMATS = ['saved-model', 'tfjs'] as const;
/** A form in which a network leaves the app. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Writes a trained network as a folder that runs without Dartboard: a TensorFlow SavedModel, or a TensorFlow.js GraphModel.
 * The folder is there as a whole or not at all.
 *
 * @throws UserError when the folder is there already or the disk refuses
 */
export function exportNetwork(network: TrainedNetwork, format: ExportFormat, out: string): void {
  const folder = resolve(out);
  if (existsSync(folder)) throw new UserError(`${folder} exists already; choose another folder.`);
  const card = cardOf(network);
  const graph = networkGraph({ ...tensorsOf(network), ...network.info, height: card.height, width: card.width });
  const files: Record<string, string | Uint8Array> = {};
  if (format === 'tfjs') {
    const { json, weights } = graphModel(graph, card);
    files['model.json'] = `${JSON.stringify(json)}\n`;
    files[WEIGHTS_FILE] = weights;
  } else {
    files['saved_model.pb'] = savedModelBytes(graph, card);
    files['model-card.json'] = `${JSON.stringify(card, null, 2)}\n`;
  }
  writeFolder(folder, files, format === 'saved-model' ? ['variables'] : []);
}

function cardOf({ info }: TrainedNetwork): ModelCard {
  const { classNames, height, width, channels } = info.data;
  const card = { run: info.name, madeBy: version, genotype: info.genotypeName, classNames, height, width, channels };
  return info.data.format === 'image-folder' ? { ...card, preparation: preparationOf(info) } : card;
}

function preparationOf({ data, retrain }: RetrainInfo): string {
  const covered = imagesFor(retrain).framing === 'centre' ? sizeBeforeCrop(data) : data;
  return (
    `Scale a picture, keeping its proportions, until it just covers ${covered.width} x ${covered.height} pixels; ` +
    `then cut out its middle ${data.width} x ${data.height}.`
  );
}

function tensorsOf({ info, state }: TrainedNetwork) {
  const { retrain: config, genotype, data } = info;
  const { shape, parameters } = new EvaluationNetwork(
    networkShape({ config, genotype, classes: data.classNames.length, image: data }),
  );
  const [weights, statistics] = [state.tensors['weights']?.values, state.tensors['statistics']?.values];
  const fits = weights?.length === parameters.weightCount && statistics?.length === parameters.statisticsCount;
  if (!(weights instanceof Float32Array) || !(statistics instanceof Float32Array) || !fits) {
    throw new UserError(`The checkpoint of ${info.name} holds the weights of another network; train it again.`);
  }
  return { shape, parameters, weights, statistics };
}

function writeFolder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  subfolders: readonly string[],
): void {
  const temporary = `${folder}.${process.pid}.tmp`;
  makeParents(folder);
  try {
    mkdirSync(temporary);
  } catch (error) {
    throw fileError('Cannot write', folder, error);
  }
  try {
    for (const name of subfolders) mkdirSync(join(temporary, name));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(temporary, name), content);
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw fileError('Cannot write', folder, error);
  }
}
