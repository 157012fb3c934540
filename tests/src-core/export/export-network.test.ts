import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';

import { exportNetwork } from '../../../src-core/export/export-network';
import { EagerSession } from '../../../src-core/graph/eager-session';
import { RandomStream } from '../../../src-core/random';
import { RetrainConfigSchema } from '../../../src-core/retrain/config';
import type { RetrainConfigInput } from '../../../src-core/retrain/config';
import { networkShape } from '../../../src-core/retrain/trainer-options';
import { EvaluationNetwork } from '../../../src-core/retrain/evaluation-network';
import type { TrainedNetwork } from '../../../src-core/retrain/trained-network';
import { inferenceProgram } from '../../../src-core/retrain/training-program';
import { tf } from '../../../src-core/runtime/tensorflow';
import type { Genotype } from '../../../src-core/space/genotype';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';

const folder = mkdtempSync(join(tmpdir(), 'export-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Every operation, at both strides, and a cell of one node. */
const EVERYTHING: Genotype = {
  normal: [
    ['none', 0],
    ['max_pool_3x3', 1],
    ['avg_pool_3x3', 0],
    ['skip_connect', 2],
    ['sep_conv_5x5', 1],
    ['dil_conv_3x3', 3],
    ['dil_conv_5x5', 0],
    ['sep_conv_7x7', 4],
    ['conv_7x1_1x7', 5],
    ['sep_conv_3x3', 1],
  ],
  normalConcat: [3, 5, 6],
  reduce: [
    ['none', 0],
    ['max_pool_3x3', 1],
    ['avg_pool_3x3', 0],
    ['skip_connect', 1],
    ['sep_conv_5x5', 1],
    ['dil_conv_3x3', 0],
    ['dil_conv_5x5', 0],
    ['sep_conv_7x7', 1],
    ['conv_7x1_1x7', 0],
    ['sep_conv_3x3', 1],
  ],
  reduceConcat: [2, 3, 4, 5, 6],
};

const CLASSES = ['cat', 'dog', 'Zürich 🦆'];
const [MEAN, STD] = [
  [0.5, 0.4, 0.3],
  [0.25, 0.2, 0.22],
];

describe('an exported network', () => {
  it.each<[string, Genotype, RetrainConfigInput, [number, number]]>([
    ['every operation', EVERYTHING, { channels: 4, layers: 4 }, [16, 16]],
    ['every operation on images of odd sides', EVERYTHING, { channels: 2, layers: 3 }, [19, 13]],
    ['DARTS_V2, ImageNet form', PRESET_GENOTYPES.DARTS_V2, { channels: 4, layers: 3, network: 'imagenet' }, [33, 40]],
  ])(
    'answers as ours does, in TensorFlow and in plain TensorFlow.js: %s',
    async (title, genotype, settings, [height, width]) => {
      const network = trained(genotype, settings, height, width);
      const pixels = Float32Array.from({ length: 2 * height * width * 3 }, (_, i) => (i * 7919) % 256);
      const shape: [number, number, number, number] = [2, height, width, 3];
      const ours = ourLogits(network, pixels, shape);
      const [saved, tfjs] = [join(folder, `${title}-saved`), join(folder, `${title}-tfjs`)];

      exportNetwork(network, 'saved-model', saved);
      const model = await tf.node.loadSavedModel(saved);
      const answer = model.predict({ images: tf.tensor4d(pixels, shape) }) as tf.NamedTensorMap;
      expect(furthest(answer['logits']?.dataSync() ?? [], ours)).toBeLessThan(1e-5);
      const sums = tf.sum(answer['probabilities'] ?? tf.scalar(0), 1).dataSync();
      expect(furthest(sums, [1, 1])).toBeLessThan(1e-5);
      model.dispose();

      exportNetwork(network, 'tfjs', tfjs);
      const { backend, logits } = runPlainTfjs(tfjs, pixels, shape);
      expect(backend).toBe('cpu');
      expect(furthest(logits, ours)).toBeLessThan(1e-5);
    },
    120_000,
  );

  it('carries its class names and sizes', async () => {
    const network = trained(PRESET_GENOTYPES.DARTS_V1, { channels: 2, layers: 3 }, 8, 8);
    const [saved, tfjs] = [join(folder, 'names-saved'), join(folder, 'names-tfjs')];
    exportNetwork(network, 'tfjs', tfjs);
    const { userDefinedMetadata } = JSON.parse(readFileSync(join(tfjs, 'model.json'), 'utf8')) as {
      userDefinedMetadata: unknown;
    };
    expect(userDefinedMetadata).toMatchObject({ classNames: CLASSES, height: 8, width: 8, channels: 3, run: 'R' });
    exportNetwork(network, 'saved-model', saved);
    const [meta] = await tf.node.getMetaGraphsFromSavedModel(saved);
    expect(meta?.tags).toEqual(['serve']);
    expect(Object.keys(meta?.signatureDefs ?? {})).toEqual(expect.arrayContaining(['serving_default', 'class_names']));
    expect(JSON.parse(readFileSync(join(saved, 'model-card.json'), 'utf8'))).toMatchObject({ classNames: CLASSES });
  });

  it('says how pictures of other sizes were prepared', () => {
    const prepared = (name: string, settings: RetrainConfigInput): unknown => {
      const network = trained(PRESET_GENOTYPES.DARTS_V1, { channels: 2, layers: 3, ...settings }, 28, 56);
      const out = join(folder, name);
      const data = { ...network.info.data, format: 'image-folder' as const };
      exportNetwork({ ...network, info: { ...network.info, data } }, 'saved-model', out);
      return (JSON.parse(readFileSync(join(out, 'model-card.json'), 'utf8')) as { preparation?: string }).preparation;
    };
    expect(prepared('covering', {})).toBe(
      'Scale a picture, keeping its proportions, until it just covers 56 x 28 pixels; then cut out its middle 56 x 28.',
    );
    expect(prepared('middle', { augmentation: 'imagenet' })).toContain('covers 64 x 32 pixels');
  });

  it('overwrites nothing and leaves nothing half-written', () => {
    const network = trained(PRESET_GENOTYPES.DARTS_V1, { channels: 2, layers: 3 }, 8, 8);
    const taken = join(folder, 'taken');
    exportNetwork(network, 'tfjs', taken);
    expect(() => {
      exportNetwork(network, 'tfjs', taken);
    }).toThrow('exists already; choose another folder.');
    const damaged = { ...network, state: { ...network.state, tensors: {} } };
    expect(() => {
      exportNetwork(damaged, 'tfjs', join(folder, 'damaged'));
    }).toThrow('holds the weights of another network');
    expect(existsSync(join(folder, 'damaged'))).toBe(false);
    expect(() => {
      exportNetwork(network, 'tfjs', '/proc/no/place');
    }).toThrow('Cannot make the folder /proc/no: it does not exist. Check the path.');
    expect(() => {
      exportNetwork(network, 'tfjs', '/dev/null/place');
    }).toThrow('Cannot write /dev/null/place: a part of the path is a file, not a folder. Check the path.');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

/** A network with weights and running statistics of noise. */
function trained(genotype: Genotype, settings: RetrainConfigInput, height: number, width: number): TrainedNetwork {
  const config = v.parse(RetrainConfigSchema, settings);
  const data = {
    format: 'cifar-10-binary' as const,
    name: 'noise',
    classNames: CLASSES,
    trainPerClass: [1, 1, 1],
    trainImages: 3,
    testImages: 0,
    height,
    width,
    channels: 3,
    fingerprint: 'f',
  };
  const { parameters } = new EvaluationNetwork(networkShape({ config, genotype, classes: 3, image: data }));
  const random = new RandomStream(5, 'test');
  const weights = parameters.initialWeights(3);
  const statistics = parameters.initialStatistics().map((value) => value + 0.2 * random.float());
  return {
    info: {
      format: 'dartboard-run',
      version: 1,
      kind: 'retrain',
      name: 'R',
      created: '2026-11-25T00:00:00.000Z',
      source: { kind: 'demo' },
      data,
      retrain: config,
      genotype,
      genotypeName: 'test',
      mean: MEAN,
      std: STD,
      device: { kind: 'cpu', name: 'test', tensorflow: '2', threads: 1 },
      app: { version: '0', node: '20' },
    },
    state: {
      tensors: {
        weights: { shape: [weights.length], values: weights },
        statistics: { shape: [statistics.length], values: statistics },
      },
      counters: {},
    },
    epoch: 1,
    globalStep: 1,
    skipped: [],
  };
}

function ourLogits({ info, state }: TrainedNetwork, pixels: Float32Array, shape: number[]): Float32Array {
  const network = new EvaluationNetwork(
    networkShape({ config: info.retrain, genotype: info.genotype, classes: 3, image: info.data }),
  );
  const variables = ['weights', 'statistics'].map((name) => {
    const values = Float32Array.from(state.tensors[name]?.values ?? []);
    return [name, { shape: [values.length], initial: values }];
  });
  const session = new EagerSession(
    Object.fromEntries(variables) as Record<string, { shape: number[]; initial: Float32Array }>,
  );
  const images = pixels.map((pixel, i) => (pixel / 255 - (MEAN[i % 3] ?? 0)) / (STD[i % 3] ?? 1));
  const { logits } = session.run(inferenceProgram(network), {
    images: { values: images, shape },
    labels: { values: Int32Array.of(0, 1), shape: [2] },
  });
  session.dispose();
  return logits ?? new Float32Array();
}

function runPlainTfjs(model: string, pixels: Float32Array, shape: readonly number[]) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'run-graph-model.mjs'), model],
    { input: JSON.stringify({ values: [...pixels], shape }), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as { backend: string; logits: number[] };
}

function furthest(values: ArrayLike<number>, from: ArrayLike<number>): number {
  expect(values.length).toBe(from.length);
  return Math.max(...Array.from(values, (value, i) => Math.abs(value - (from[i] ?? Number.NaN))));
}
