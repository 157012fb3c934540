import * as v from 'valibot';

import { type Feed, type Program, type Session, tensorOf } from '../../src-core/graph/program';
import { Parameters } from '../../src-core/nn/parameters';
import { Pass } from '../../src-core/nn/pass';
import { StateView } from '../../src-core/nn/state-view';
import { tf } from '../../src-core/runtime/tensorflow';
import { compare, type Comparison, type Quantity } from './compare';
import type { GoldenFolder } from './golden-folder';
import {
  requireSameWeights,
  TO_CHANNELS_FIRST,
  TO_CHANNELS_LAST,
  toOurWeights,
  toReferenceWeights,
  transpose,
} from './layouts';
import type { OpenSession } from './open-session';
import { buildPart, type Layer, Part, PART_NAME } from './part-layers';

/** The operations of a folder's parts that only networks other than the search's need. */
export function unsupportedParts(golden: GoldenFolder): string[] {
  const others = allParts(golden).filter((part) => !v.is(Part, part));
  return [...new Set(others.map(({ op }) => op))];
}

/** Runs each operation of a `parts` folder alone, in training mode, and compares its output and gradients. */
export function* compareParts(golden: GoldenFolder, openSession: OpenSession): Generator<Comparison> {
  const session = openSession({});
  try {
    for (const part of allParts(golden)) {
      if (!v.is(Part, part)) continue;
      for (const quantity of runPart(golden, part, session)) yield compare(golden, quantity);
    }
  } finally {
    session.dispose();
  }
}

function allParts(golden: GoldenFolder): { id: string; op: string }[] {
  return golden.field('parts', v.array(v.looseObject({ id: v.string(), op: v.string() })));
}

function* runPart(golden: GoldenFolder, part: Part, session: Session): Generator<Quantity> {
  const { id } = part;
  const [, channels = 0] = golden.shape(`${id}:input`);
  const parameters = new Parameters();
  const layer = buildPart(part, channels, parameters);
  const weighted = part.weights.length > 0;
  requireSameWeights(golden, part.weights, weighted ? parameters.weights : [], `${PART_NAME}.`);
  const weights = parameters.initialWeights(1);
  if (weighted) weights.set(toOurWeights(parameters, golden.values(`${id}:weights`)));
  const { output, inputGrad, weightGrad } = session.run(partProgram(layer, parameters, weighted), {
    input: images(golden, `${id}:input`),
    upstream: images(golden, `${id}:upstream`),
    weights: { values: weights, shape: [weights.length] },
  });
  yield { name: `${id}:output`, values: channelsFirst(output, golden.shape(`${id}:output`)) };
  yield { name: `${id}:inputGrad`, values: channelsFirst(inputGrad, golden.shape(`${id}:input`)) };
  if (!weightGrad) return;
  yield { name: `${id}:weightGrad`, values: toReferenceWeights(parameters, Float64Array.from(weightGrad)) };
}

/**
 * Output and gradients of one operation. Feeds: `input` and `upstream`, the gradient that comes in, `[batch, height, width,
 * channels]`, and the flat `weights`.
 */
function partProgram(layer: Layer, parameters: Parameters, weighted: boolean): Program {
  return (_, feeds) => {
    const given = ['input', ...(weighted ? ['weights'] : [])].map((name) => tensorOf(feeds, name));
    const { value, grads } = tf.valueAndGrads((input, weights = tensorOf(feeds, 'weights')) => {
      const pass = new Pass(parameters, 'training', weights as tf.Tensor1D);
      const output = layer(new StateView(pass, input as tf.Tensor4D));
      if (parameters.normalisations.length > 0) pass.takeBatchStatistics();
      return output;
    })(given, tensorOf(feeds, 'upstream'));
    const [inputGrad, weightGrad] = grads;
    if (!inputGrad) throw new Error('tfjs gave no gradient.');
    return { state: {}, outputs: { output: value, inputGrad, ...(weightGrad ? { weightGrad } : {}) } };
  };
}

function images(golden: GoldenFolder, name: string): Feed {
  const { values, shape } = transpose({ values: golden.values(name), shape: golden.shape(name) }, TO_CHANNELS_LAST);
  return { values: Float32Array.from(values), shape };
}

/** `[batch, height, width, channels]` in the reference's order; `shape` is the reference's. */
function channelsFirst(values: Float32Array | undefined, shape: readonly number[]): Float64Array {
  const ours = TO_CHANNELS_LAST.map((axis) => shape[axis] ?? 1);
  return transpose({ values: Float64Array.from(values ?? []), shape: ours }, TO_CHANNELS_FIRST).values;
}
