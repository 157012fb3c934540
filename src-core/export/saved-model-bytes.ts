import pb from '@tensorflow/tfjs-node-gpu/dist/proto/api_pb';

import type { ExportAttribute, ExportGraph, ExportNode, ExportTensor } from './export-graph';
import type { ModelCard } from './model-card';
import { SIGNATURE } from './network-graph';

/** TensorFlow's numbers for element types (tensorflow/core/framework/types.proto). */
const TYPE_NUMBERS = { float32: 1, int32: 3, string: 7 } as const;
/** The oldest GraphDef version that has every operation in use (TensorFlow 2.0's). */
const GRAPH_VERSION = 134;
const CLASS_NAMES = 'class_names';

/**
 * A TensorFlow SavedModel with the weights inside the graph. Its signature `serving_default` takes `images` and gives
 * `logits` and `probabilities`; `class_names` gives the names of the classes.
 */
export function savedModelBytes(
  { nodes }: ExportGraph,
  { classNames, height, width, channels }: ModelCard,
): Uint8Array {
  const graph = new pb.GraphDef();
  graph.setNodeList([...nodes.map(nodeDef), stringsNode(CLASS_NAMES, classNames)]);
  const versions = new pb.VersionDef();
  versions.setProducer(GRAPH_VERSION);
  graph.setVersions(versions);
  const info = new pb.MetaGraphDef.MetaInfoDef();
  info.setTagsList(['serve']);
  const metaGraph = new pb.MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  const answers = [-1, classNames.length];
  const { images, logits, probabilities } = SIGNATURE;
  const signatures = metaGraph.getSignatureDefMap();
  signatures.set(
    'serving_default',
    signature(
      [tensorInfo(images, 'float32', [-1, height, width, channels])],
      [tensorInfo(logits, 'float32', answers), tensorInfo(probabilities, 'float32', answers)],
    ),
  );
  signatures.set(CLASS_NAMES, signature([], [tensorInfo(CLASS_NAMES, 'string', [classNames.length])]));
  const model = new pb.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.setMetaGraphsList([metaGraph]);
  return model.serializeBinary();
}

type Named = readonly [name: string, info: pb.TensorInfo];

function signature(inputs: readonly Named[], outputs: readonly Named[]): pb.SignatureDef {
  const def = new pb.SignatureDef();
  for (const [name, info] of inputs) def.getInputsMap().set(name, info);
  for (const [name, info] of outputs) def.getOutputsMap().set(name, info);
  def.setMethodName('tensorflow/serving/predict');
  return def;
}

function tensorInfo(name: string, type: keyof typeof TYPE_NUMBERS, shape: readonly number[]): Named {
  const info = new pb.TensorInfo();
  info.setName(`${name}:0`);
  info.setDtype(TYPE_NUMBERS[type]);
  info.setTensorShape(shapeDef(shape));
  return [name, info];
}

function nodeDef({ name, op, inputs, attributes, tensor }: ExportNode): pb.NodeDef {
  const def = new pb.NodeDef();
  def.setName(name);
  def.setOp(op);
  def.setInputList([...inputs]);
  for (const [key, attribute] of Object.entries(attributes)) def.getAttrMap().set(key, attributeValue(attribute));
  if (tensor) def.getAttrMap().set('value', tensorValue(tensor));
  return def;
}

function attributeValue({ kind, value }: ExportAttribute): pb.AttrValue {
  const result = new pb.AttrValue();
  switch (kind) {
    case 'type':
      result.setType(TYPE_NUMBERS[value]);
      break;
    case 'string':
      result.setS(new TextEncoder().encode(value));
      break;
    case 'int':
      result.setI(value);
      break;
    case 'float':
      result.setF(value);
      break;
    case 'bool':
      result.setB(value);
      break;
    case 'shape':
      result.setShape(shapeDef(value));
      break;
    case 'ints': {
      const list = new pb.AttrValue.ListValue();
      list.setIList([...value]);
      result.setList(list);
      break;
    }
  }
  return result;
}

function tensorValue({ shape, values }: ExportTensor): pb.AttrValue {
  const tensor = new pb.Tensor();
  tensor.setDtype(values instanceof Int32Array ? TYPE_NUMBERS.int32 : TYPE_NUMBERS.float32);
  tensor.setTensorShape(shapeDef(shape));
  tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const result = new pb.AttrValue();
  result.setTensor(tensor);
  return result;
}

function stringsNode(name: string, texts: readonly string[]): pb.NodeDef {
  const tensor = new pb.Tensor();
  tensor.setDtype(TYPE_NUMBERS.string);
  tensor.setTensorShape(shapeDef([texts.length]));
  tensor.setStringValList(texts.map((text) => new TextEncoder().encode(text)));
  const value = new pb.AttrValue();
  value.setTensor(tensor);
  const type = new pb.AttrValue();
  type.setType(TYPE_NUMBERS.string);
  const def = new pb.NodeDef();
  def.setName(name);
  def.setOp('Const');
  def.getAttrMap().set('dtype', type);
  def.getAttrMap().set('value', value);
  return def;
}

function shapeDef(shape: readonly number[]): pb.TensorShape {
  const def = new pb.TensorShape();
  def.setDimList(
    shape.map((side) => {
      const dim = new pb.TensorShape.Dim();
      dim.setSize(side);
      return dim;
    }),
  );
  return def;
}
