import pb from '@tensorflow/tfjs-node-gpu/dist/proto/api_pb';

import { type Attribute, type ElementType, type Endpoint, type GraphNode, type TensorSpec } from './graph';
import { sumChains } from './sum-chains';

/** The variables of a graph: a handle operation each, under the name `variable/<name>`. */
export type VariableSpecs = Readonly<Record<string, TensorSpec>>;

/** Writes nodes and variables as a TensorFlow SavedModel that holds one graph under the tag `serve`. */
export function savedModel(nodes: readonly GraphNode[], variables: VariableSpecs): Uint8Array {
  const graph = new pb.GraphDef();
  const sums = sumChains(nodes);
  graph.setNodeList([
    ...Object.entries(variables).map(([name, spec]) => variableHandle(name, spec)),
    ...nodes.map((node) => nodeDef(node, sums.get(node))),
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

/** The name under which an endpoint is fetched or fed. */
export function endpointName({ node, output }: Endpoint): string {
  return `${node.name}:${output}`;
}

/** The name of a variable's handle operation. */
export function handleName(variable: string): string {
  return `variable/${variable}`;
}

function variableHandle(name: string, { shape, type }: TensorSpec): pb.NodeDef {
  const def = new pb.NodeDef();
  def.setName(handleName(name));
  def.setOp('VarHandleOp');
  const attributes = def.getAttrMap();
  attributes.set('dtype', typeValue(type));
  attributes.set('shape', shapeValue(shape));
  attributes.set('shared_name', stringValue(name));
  return def;
}

function nodeDef(node: GraphNode, terms: readonly Endpoint[] | undefined): pb.NodeDef {
  const def = new pb.NodeDef();
  def.setName(node.name);
  const inputs = (terms ?? node.inputs).map(endpointName);
  const after = node.after.map(({ name }) => `^${name}`);
  const attributes = def.getAttrMap();
  const label = node.attributes.find(({ name }) => name === 'label')?.value;
  for (const attribute of node.attributes) {
    if (attribute.name === 'label' || (attribute.name === 'shape' && isVariableOp(node.op))) continue;
    attributes.set(attribute.name, attributeValue(node.op, attribute));
  }
  def.setOp(node.op);
  if (terms) {
    def.setOp('AddN');
    attributes.set('N', intValue(terms.length));
  }
  if (isVariableOp(node.op)) inputs.unshift(`${handleName(String(label))}:0`);
  if (node.op === 'Const') {
    const [spec] = node.outputs;
    if (spec) attributes.set('value', tensorValue(spec));
  }
  def.setInputList([...inputs, ...after]);
  return def;
}

function isVariableOp(op: string): boolean {
  return op === 'ReadVariableOp' || op === 'AssignVariableOp';
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

function intValue(value: number): pb.AttrValue {
  const result = new pb.AttrValue();
  result.setI(value);
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
