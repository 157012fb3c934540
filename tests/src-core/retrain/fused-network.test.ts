import fc from 'fast-check';
import { expect, test } from 'vitest';

import { CompiledSession } from '../../../src-core/graph/compiled-session';
import { EagerSession } from '../../../src-core/graph/eager-session';
import type { Feed, Session, Variables } from '../../../src-core/graph/program';
import { RandomStream } from '../../../src-core/random';
import { EvaluationNetwork } from '../../../src-core/retrain/evaluation-network';
import { dropPathFactors } from '../../../src-core/retrain/drop-path';
import { inferenceProgram, trainingProgram } from '../../../src-core/retrain/training-program';
import { trainingVariables } from '../../../src-core/retrain/training-variables';
import { loadFusedKernels } from '../../../src-core/runtime/fused-kernels';
import { tf } from '../../../src-core/runtime/tensorflow';
import type { Genotype } from '../../../src-core/space/genotype';
import { PRESET_GENOTYPES, type PresetName } from '../../../src-core/space/preset-genotypes';
import { genotype } from '../space/arbitrary-genotype';

interface Case {
  readonly genotype: Genotype;
  readonly kind: 'cifar' | 'imagenet';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly dropPath: number;
}

// Between them all operations, and cells that have no fused form beside those that have (AmoebaNet).
const PRESETS: PresetName[] = ['DARTS_V1', 'DARTS_V2', 'NASNet', 'AmoebaNet', 'PC_DARTS_cifar', 'PDARTS'];

test.each(PRESETS)('the fused kernels train %s as TensorFlow’s own operations do', (name) => {
  expect(loadFusedKernels()).toBe(true);
  const shape = {
    genotype: PRESET_GENOTYPES[name],
    kind: 'cifar',
    channels: 6,
    height: 16,
    width: 12,
    dropPath: 0.4,
  } as const;
  const standard = measure(shape, false, (variables) => new EagerSession(variables));
  const fused = measure(shape, true, (variables) => new CompiledSession(variables));
  expect(far(standard, fused)).toEqual([]);
});

test('and any genotype on images of any size, op by op, leaving no tensor behind', () => {
  fc.assert(
    fc.property(
      genotype(),
      fc.constantFrom('cifar', 'imagenet'),
      fc.integer({ min: 17, max: 24 }),
      fc.integer({ min: 17, max: 24 }),
      fc.constantFrom(0, 0.3),
      (value, kind, high, wide, dropPath) => {
        // Smaller ones leave the last cells after an ImageNet stem one pixel: to normalise four numbers magnifies rounding.
        const more = kind === 'imagenet' ? 16 : 0;
        const [height, width] = [high + more, wide + more];
        const shape = { genotype: value, kind, channels: 4, height, width, dropPath } as const;
        const before = tf.memory().numTensors;
        const standard = measure(shape, false, (variables) => new EagerSession(variables));
        const fused = measure(shape, true, (variables) => new EagerSession(variables));
        expect(tf.memory().numTensors).toBe(before);
        expect(far(standard, fused)).toEqual([]);
      },
    ),
    { numRuns: 10 },
  );
}, 60_000);

/** Gradient, statistics and outputs of a training pass, and the logits of an evaluation after it. */
function measure(
  { channels, height, width, dropPath, kind, genotype: value }: Case,
  fused: boolean,
  open: (variables: Variables) => Session,
): Record<string, Float32Array> {
  const batch = 4;
  const network = new EvaluationNetwork(
    { kind, genotype: value, channels, layers: 4, classes: 5, imageChannels: 3, auxiliary: kind === 'cifar' },
    fused,
  );
  const { droppablePaths, parameters } = network;
  const session = open(trainingVariables(network, 3));
  const random = new RandomStream(1, 'test');
  // Scales and offsets that are not ones and zeros.
  const weights = session.read('weights').map((weight) => weight + 0.1 * random.normal());
  session.write('weights', weights);
  session.write(
    'statistics',
    parameters.initialStatistics().map((each) => each + 0.1 * random.float()),
  );
  const feeds: Record<string, Feed> = {
    images: {
      values: Float32Array.from({ length: batch * height * width * 3 }, () => random.normal()),
      shape: [batch, height, width, 3],
    },
    labels: { values: Int32Array.from({ length: batch }, (_, i) => i % 5), shape: [batch] },
  };
  const factors = dropPathFactors(droppablePaths, batch, dropPath, { seed: 1, epoch: 0, step: 0 });
  const paths = dropPath > 0 ? { dropPath: { values: factors, shape: [droppablePaths, batch] } } : {};
  const outputs = session.run(trainingProgram(network, { auxiliaryWeight: 0.4, labelSmoothing: 0.1 }), {
    ...feeds,
    ...paths,
  });
  const evaluated = session.run(inferenceProgram(network), feeds);
  const result = {
    ...outputs,
    evaluated: evaluated['logits'] ?? new Float32Array(),
    weightGradient: session.read('weightGradient'),
    statistics: session.read('statistics'),
  };
  session.dispose();
  return result;
}

/** What is further apart than single precision explains. */
function far(expected: Record<string, Float32Array>, actual: Record<string, Float32Array>): [string, number][] {
  return Object.entries(expected)
    .map(([name, values]): [string, number] => [name, distance(actual[name], values)])
    .filter(([, relative]) => !(relative < 1e-4));
}

/** Relative L2 distance. */
function distance(a: Float32Array | undefined, b: Float32Array): number {
  if (a?.length !== b.length) return Infinity;
  const squares = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares(a.map((value, i) => value - (b[i] ?? 0))) / squares(b));
}
