import pb from '@tensorflow/tfjs-node-gpu/dist/proto/api_pb';

import { type Attribute, type ElementType, type Endpoint, type GraphNode, LABEL, type TensorSpec } from './graph';

/**
 * A scalar that every run must be fed, and that every addition waits for. It keeps TensorFlow's graph optimiser from
 * merging chains of additions into AddN operations, which it would then turn into assignments to a shared buffer: those add
 * up in the order in which they come, so no two runs would agree to the last bit; and preparing them takes half a minute.
 */
export const ANCHOR = 'anchor';

/** Writes nodes as a TensorFlow SavedModel that holds one graph under the tag `serve`. */
export function savedModel(nodes: readonly GraphNode[]): Uint8Array {
  const graph = new pb.GraphDef();
  graph.setNodeList([
    anchor(),
    ...nodes.flatMap((node) => (node.op === 'Add' ? [nodeDef(node), kept(node)] : [nodeDef(node)])),
  ]);
  const versions = new pb.VersionDef();
  // The GraphDef version that understands every operation here, and that today's TensorFlow still reads.
  versions.setProducer(1_087);
  graph.setVersions(versions);
  const info = new pb.MetaGraphDef.MetaInfoDef();
  info.setTagsList(['serve']);
  const metaGraph = new pb.MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  const model = new pb.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.setMetaGraphsList([metaGraph]);
  return model.serializeBinary();
}

/**
 * A sum as the next sum reads it. The anchor alone does not hold a chain of sums apart: what an addition waits for, the next
 * one has waited for already, so the optimiser drops its second wait. This operation costs nothing and is no addition.
 */
function kept(sum: GraphNode): pb.NodeDef {
  const def = new pb.NodeDef();
  def.setName(keptName(sum));
  def.setOp('EnsureShape');
  def.setInputList([`${sum.name}:0`]);
  const [spec] = sum.outputs;
  def.getAttrMap().set('T', typeValue(spec?.type ?? 'float32'));
  def.getAttrMap().set('shape', shapeValue(spec?.shape ?? []));
  return def;
}

function keptName({ name }: GraphNode): string {
  return `${name}_kept`;
}

/** The name under which an endpoint is fetched or fed. */
export function endpointName({ node, output }: Endpoint): string {
  return `${node.name}:${output}`;
}

function anchor(): pb.NodeDef {
  const def = new pb.NodeDef();
  def.setName(ANCHOR);
  def.setOp('Placeholder');
  def.getAttrMap().set('dtype', typeValue('float32'));
  def.getAttrMap().set('shape', shapeValue([]));
  return def;
}

function nodeDef(node: GraphNode): pb.NodeDef {
  const def = new pb.NodeDef();
  def.setName(node.name);
  def.setOp(node.op);
  const isSum = node.op === 'Add';
  const inputs = node.inputs.map((end) =>
    isSum && end.node.op === 'Add' ? `${keptName(end.node)}:0` : endpointName(end),
  );
  def.setInputList(isSum ? [...inputs, `^${ANCHOR}`] : inputs);
  const attributes = def.getAttrMap();
  for (const attribute of node.attributes) {
    if (attribute.name !== LABEL) attributes.set(attribute.name, attributeValue(node.op, attribute));
  }
  const [spec] = node.outputs;
  if (node.op === 'Const' && spec) attributes.set('value', tensorValue(spec));
  return def;
}

function attributeValue(op: string, { name, kind, value }: Attribute): pb.AttrValue {
  const result = new pb.AttrValue();
  if (kind === 'type' && typeof value === 'string') return typeValue(value);
  if (op === 'Placeholder' && name === 'shape' && Array.isArray(value)) return shapeValue(value.map(Number));
  if (kind === 'string') return stringValue(String(value));
  if (kind === 'bool') result.setB(value === true);
  else if (kind === 'float') result.setF(Number(value));
  else if (typeof value === 'number') result.setI(value);
  else {
    const list = new pb.AttrValue.ListValue();
    list.setIList(Array.isArray(value) ? value.map(Number) : []);
    result.setList(list);
  }
  return result;
}

/** TensorFlow's numbers for element types (tensorflow/core/framework/types.proto). */
const TYPE_NUMBERS: Readonly<Record<ElementType, number>> = { float32: 1, int32: 3, bool: 10 };

function typeValue(type: string): pb.AttrValue {
  const result = new pb.AttrValue();
  if (type !== 'float32' && type !== 'int32' && type !== 'bool') throw new Error(`No element type is named ${type}.`);
  result.setType(TYPE_NUMBERS[type]);
  return result;
}

function stringValue(text: string): pb.AttrValue {
  const result = new pb.AttrValue();
  result.setS(new TextEncoder().encode(text));
  return result;
}

function shapeValue(shape: readonly number[]): pb.AttrValue {
  const result = new pb.AttrValue();
  result.setShape(shapeDef(shape));
  return result;
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

function tensorValue({ shape, type, value }: TensorSpec): pb.AttrValue {
  const tensor = new pb.Tensor();
  tensor.setDtype(TYPE_NUMBERS[type]);
  tensor.setTensorShape(shapeDef(shape));
  if (value) tensor.setTensorContent(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  const result = new pb.AttrValue();
  result.setTensor(tensor);
  return result;
}
