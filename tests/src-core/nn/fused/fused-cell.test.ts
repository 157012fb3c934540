import { expect, test, vi } from 'vitest';

import { CompiledSession } from '../../../../src-core/graph/compiled-session';
import { EagerSession } from '../../../../src-core/graph/eager-session';
import type { Feed, Session, Variables } from '../../../../src-core/graph/program';
import { SearchNetwork } from '../../../../src-core/nn/search-network';
import { RandomStream } from '../../../../src-core/random';
import { loadFusedKernels } from '../../../../src-core/runtime/fused-kernels';
import { tf } from '../../../../src-core/runtime/tensorflow';
import { alphaGradientProgram, evaluationProgram, gradientProgram } from '../../../../src-core/search/gradient-program';
import { searchVariables } from '../../../../src-core/search/search-variables';

// Each is two seconds of computing on an idle machine, without a pause in which a limit could end it.
vi.setConfig({ testTimeout: 300_000 });

interface Case {
  readonly channels: number;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

// Channels that fill a register, that leave some of it empty, and that need several; sides that are odd; images of one size and another.
const CASES: Case[] = [
  { channels: 16, batch: 3, height: 16, width: 16 },
  { channels: 4, batch: 2, height: 12, width: 20 },
  { channels: 6, batch: 2, height: 13, width: 9 },
  { channels: 24, batch: 3, height: 12, width: 12 },
];

test.each(CASES)(
  'the fused kernels compute what TensorFlow computes: $channels channels, $height x $width',
  (shape) => {
    expect(loadFusedKernels()).toBe(true);
    const standard = measure(shape, false, (variables) => new EagerSession(variables));
    const fused = measure(shape, true, (variables) => new CompiledSession(variables));
    const apart = Object.entries(standard).map(([name, values]) => [name, distance(fused[name], values)]);
    expect(apart.filter(([, relative]) => Number(relative) > 2e-5)).toEqual([]);
  },
);

test('they compute the same op by op, and leave no tensor behind', () => {
  const [shape] = CASES.slice(1);
  if (!shape) throw new Error('No case.');
  const compiled = measure(shape, true, (variables) => new CompiledSession(variables));
  const before = tf.memory().numTensors;
  const eager = measure(shape, true, (variables) => new EagerSession(variables));
  expect(tf.memory().numTensors).toBe(before);
  const apart = Object.entries(compiled).map(([name, values]) => [name, distance(eager[name], values)]);
  expect(apart.filter(([, relative]) => Number(relative) > 2e-5)).toEqual([]);
});

test.each([
  { name: 'fused kernels, compiled', fused: true, open: (variables: Variables) => new CompiledSession(variables) },
  { name: 'fused kernels, op by op', fused: true, open: (variables: Variables) => new EagerSession(variables) },
  { name: 'TensorFlow, op by op', fused: false, open: (variables: Variables) => new EagerSession(variables) },
])('the gradient of the alphas alone is bit for bit that of the whole gradient: $name', ({ fused, open }) => {
  const [shape] = CASES;
  if (!shape) throw new Error('No case.');
  const whole = measure(shape, fused, open);
  // Nobody wrote the weights' gradient yet.
  const weightGradient = new Float32Array(whole['weightGradient']?.length ?? 0);
  expect(measure(shape, fused, open, alphaGradientProgram)).toEqual({ ...whole, weightGradient });
});

/** Gradients, statistics and outputs of one pass, and the logits of an evaluation after it. */
function measure(
  { channels, batch, height, width }: Case,
  fused: boolean,
  open: (variables: Variables) => Session,
  program = gradientProgram,
): Record<string, Float32Array> {
  const network = new SearchNetwork({ channels, layers: 3, classes: 5, imageChannels: 3, fused });
  const variables = searchVariables(network, 3);
  const random = new RandomStream(1, 'test');
  const session = open(variables);
  const alphas = session.read('alphas').map(() => random.normal());
  session.write('alphas', alphas);
  const images: Feed = {
    values: Float32Array.from({ length: batch * height * width * 3 }, () => random.normal()),
    shape: [batch, height, width, 3],
  };
  const labels: Feed = { values: Int32Array.from({ length: batch }, (_, i) => i % 5), shape: [batch] };
  const outputs = session.run(program(network), { images, labels, statisticsRate: 0.5 });
  const evaluated = session.run(evaluationProgram(network), { images, labels });
  const result = {
    loss: outputs['loss'] ?? new Float32Array(),
    logits: outputs['logits'] ?? new Float32Array(),
    evaluated: evaluated['logits'] ?? new Float32Array(),
    weightGradient: session.read('weightGradient'),
    alphaGradient: session.read('alphaGradient'),
    statistics: session.read('statistics'),
  };
  session.dispose();
  return result;
}

/** Relative L2 distance. */
function distance(a: Float32Array | undefined, b: Float32Array): number {
  if (a?.length !== b.length) return Infinity;
  const squares = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares(a.map((value, i) => value - (b[i] ?? 0))) / squares(b));
}
