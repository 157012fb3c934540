// Classifies with a network from "dartboard export RUN --format tfjs --out FOLDER". Needs: npm install @tensorflow/tfjs
// Use: node run-exported-network.mjs FOLDER < pixels   (height x width x channels bytes, row by row)
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

const [folder] = process.argv.slice(2);
const { modelTopology, weightsManifest, signature, userDefinedMetadata } = JSON.parse(
  readFileSync(`${folder}/model.json`),
);
const { weights: weightSpecs, paths } = weightsManifest[0];
const { buffer: weightData } = new Uint8Array(readFileSync(`${folder}/${paths[0]}`));
const model = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData, signature }));
const { classNames, height, width, channels } = userDefinedMetadata;
const images = tf.tensor([...readFileSync(0)], [1, height, width, channels]);
const probabilities = await model.execute({ images }, 'probabilities').data();
console.log(classNames[probabilities.indexOf(Math.max(...probabilities))], Math.max(...probabilities));
