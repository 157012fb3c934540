// A process with plain TensorFlow.js, which knows nothing of Dartboard: runs a GraphModel folder on the images given on
// standard input (JSON) and prints the logits.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as tf from '@tensorflow/tfjs';

const [folder] = process.argv.slice(2);
const { modelTopology, weightsManifest, signature } = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8'));
const [{ weights: weightSpecs, paths }] = weightsManifest;
const weightData = new Uint8Array(readFileSync(path.join(folder, paths[0]))).buffer;
await tf.setBackend('cpu');
const model = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData, signature }));
const { values, shape } = JSON.parse(readFileSync(0, 'utf8'));
const logits = model.execute({ images: tf.tensor(values, shape) }, 'logits');
process.stdout.write(JSON.stringify({ backend: tf.getBackend(), logits: [...(await logits.data())] }));
