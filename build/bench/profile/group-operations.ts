import { type Attribute, type Endpoint, type GraphNode, specOf, type TensorSpec } from '../../../src-core/graph/graph';
import { sumChains } from '../../../src-core/graph/sum-chains';
import type { TracedProgram } from '../../../src-core/graph/trace-program';

/** Operations of a program that differ in nothing but their numbers. */
export interface OperationGroup {
  readonly op: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** How many there are. */
  readonly count: number;
}

/** Groups the operations of a compiled program, with sums of sums as the compiler writes them. */
export function groupOperations({ graph, writes, outputs }: TracedProgram): OperationGroup[] {
  const sums = sumChains(graph.nodes);
  const inputsOf = (node: GraphNode): readonly Endpoint[] => sums.get(node) ?? node.inputs;
  const groups = new Map<string, OperationGroup>();
  for (const node of needed([...Object.values(writes), ...Object.values(outputs)], inputsOf)) {
    const terms = sums.get(node);
    const op = terms ? 'AddN' : node.op;
    const attributes: readonly Attribute[] = terms ? sumAttributes(terms.length) : node.attributes;
    const inputs = inputsOf(node).map(specOf);
    const key = keyOf(op, attributes, inputs);
    const count = (groups.get(key)?.count ?? 0) + 1;
    groups.set(key, { op, attributes, inputs, outputs: node.outputs, count });
  }
  return [...groups.values()];
}

/** `16x32x32x16, 5x5x16x1`, without inputs whose values are fixed. */
export function describeInputs({ inputs }: OperationGroup): string {
  const shapes = inputs.filter(({ value }) => value === undefined).map(({ shape }) => shape.join('x') || 'number');
  const [first] = shapes;
  const alike = shapes.length > 2 && shapes.every((shape) => shape === first);
  return alike ? `${shapes.length} of ${first ?? ''}` : shapes.join(', ');
}

function needed(ends: readonly Endpoint[], inputsOf: (node: GraphNode) => readonly Endpoint[]): Set<GraphNode> {
  const seen = new Set(ends.map(({ node }) => node));
  // A set's iteration reaches what is added on the way.
  for (const node of seen) for (const input of inputsOf(node)) seen.add(input.node);
  return seen;
}

function sumAttributes(terms: number): Attribute[] {
  return [
    { name: 'T', kind: 'type', value: 'float32' },
    { name: 'N', kind: 'int', value: terms },
  ];
}

function keyOf(op: string, attributes: readonly Attribute[], inputs: readonly TensorSpec[]): string {
  // Fixed values beyond a handful are data, on which no time depends.
  const given = inputs.map(({ shape, type, value }) => [shape, type, value && value.length <= 16 ? [...value] : null]);
  return JSON.stringify([op, attributes.map(({ name, value }) => [name, value]), given]);
}
