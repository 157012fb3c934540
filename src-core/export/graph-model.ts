import type { ExportAttribute, ExportGraph, ExportNode, ExportTensor } from './export-graph';
import type { ModelCard } from './model-card';
import { SIGNATURE } from './network-graph';

const TYPE_NAMES = { float32: 'DT_FLOAT', int32: 'DT_INT32' } as const;

/** The file that holds the weights of a TensorFlow.js model. */
export const WEIGHTS_FILE = 'weights.bin';

/**
 * A TensorFlow.js GraphModel: the graph as `model.json`, the weights as one binary file beside it. What the model card says
 * is in `userDefinedMetadata`.
 */
export function graphModel(
  { nodes }: ExportGraph,
  card: ModelCard,
): { readonly json: object; readonly weights: Buffer } {
  const constants = nodes.flatMap(({ name, tensor }) => (tensor ? [{ name, tensor }] : []));
  const answers = [-1, card.classNames.length];
  const { images, logits, probabilities } = SIGNATURE;
  const json = {
    format: 'graph-model',
    generatedBy: `Dartboard ${card.madeBy}`,
    convertedBy: null,
    signature: {
      inputs: { [images]: tensorInfo(images, [-1, card.height, card.width, card.channels]) },
      outputs: {
        [logits]: tensorInfo(logits, answers),
        [probabilities]: tensorInfo(probabilities, answers),
      },
    },
    userDefinedMetadata: card,
    modelTopology: { node: nodes.map(nodeJson), library: {}, versions: { producer: 134 } },
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: constants.map(({ name, tensor }) => ({ name, shape: tensor.shape, dtype: typeOf(tensor) })),
      },
    ],
  };
  const parts = constants.map(({ tensor: { values } }) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  );
  return { json, weights: Buffer.concat(parts) };
}

function nodeJson({ name, op, inputs, attributes }: ExportNode): object {
  const attr = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attributeJson(value)]));
  return { name, op, input: inputs, attr };
}

/** As protobuf's JSON mapping writes a TensorFlow `AttrValue`: bytes in base 64, 64-bit integers as text. */
function attributeJson({ kind, value }: ExportAttribute): object {
  switch (kind) {
    case 'type':
      return { type: TYPE_NAMES[value] };
    case 'string':
      return { s: Buffer.from(value, 'utf8').toString('base64') };
    case 'int':
      return { i: String(value) };
    case 'float':
      return { f: value };
    case 'bool':
      return { b: value };
    case 'shape':
      return { shape: shapeJson(value) };
    case 'ints':
      return { list: { i: value.map(String) } };
  }
}

function tensorInfo(name: string, shape: readonly number[]): object {
  return { name: `${name}:0`, dtype: TYPE_NAMES.float32, tensorShape: shapeJson(shape) };
}

function shapeJson(shape: readonly number[]): object {
  return { dim: shape.map((side) => ({ size: String(side) })) };
}

function typeOf({ values }: ExportTensor): 'float32' | 'int32' {
  return values instanceof Int32Array ? 'int32' : 'float32';
}
