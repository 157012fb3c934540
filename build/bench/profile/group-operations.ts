import { ancestors, type Attribute, specOf, type TensorSpec } from '../../../src-core/graph/graph';
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

/** Groups the operations of a compiled program. */
export function groupOperations({ graph, writes, outputs }: TracedProgram): OperationGroup[] {
  const groups = new Map<string, OperationGroup>();
  for (const node of ancestors(graph.nodes, [...Object.values(writes), ...Object.values(outputs)])) {
    const { op, attributes } = node;
    const inputs = node.inputs.map(specOf);
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

function keyOf(op: string, attributes: readonly Attribute[], inputs: readonly TensorSpec[]): string {
  // Fixed values beyond a handful are data, on which no time depends.
  const given = inputs.map(({ shape, type, value }) => [shape, type, value && value.length <= 16 ? [...value] : null]);
  return JSON.stringify([op, attributes.map(({ name, value }) => [name, value]), given]);
}
