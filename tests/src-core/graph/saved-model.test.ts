import pb from '@tensorflow/tfjs-node-gpu/dist/proto/api_pb';
import { expect, it } from 'vitest';

import { tensorOf } from '../../../src-core/graph/program';
import { savedModel } from '../../../src-core/graph/saved-model';
import { traceProgram } from '../../../src-core/graph/trace-program';
import { tf } from '../../../src-core/runtime/tensorflow';

it('keeps the sums of a chain apart, so that TensorFlow cannot add them up in the order in which they come', () => {
  const vectors = ['a', 'b', 'c', 'd'];
  const { graph } = traceProgram(
    (state) => ({
      state: {},
      outputs: { sum: vectors.map((name) => tensorOf(state, name)).reduce((x, y) => tf.add(x, y)) },
    }),
    Object.fromEntries(vectors.map((name) => [name, { shape: [8], type: 'float32' as const }])),
    {},
  );
  const [meta] = pb.SavedModel.deserializeBinary(savedModel(graph.nodes)).toObject().metaGraphsList;
  const nodes = meta?.graphDef.nodeList ?? [];
  const opOf = (input: string): string | undefined => nodes.find(({ name }) => `${name}:0` === input)?.op;
  const sums = nodes.filter(({ op }) => op === 'Add');
  expect(sums).toHaveLength(3);
  expect(sums.flatMap(({ inputList }) => inputList.map(opOf))).not.toContain('Add');
});
