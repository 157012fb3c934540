/** Types of tensors that programs use. */
export type ElementType = 'float32' | 'int32' | 'bool';

/** What is known of a tensor before anything runs. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** The values, row-major, where they are fixed: shapes, axes and other constants. */
  readonly value?: Float32Array | Int32Array | Uint8Array;
}

/** An attribute of an operation, as TensorFlow's op definitions name and type it. */
export interface Attribute {
  readonly name: string;
  readonly kind: 'bool' | 'int' | 'float' | 'string' | 'type' | 'shape';
  /** For `type`, an `ElementType`; a list for list attributes and shapes. */
  readonly value: boolean | number | string | readonly number[];
}

/** An attribute of ours that tells placeholders apart; TensorFlow does not see it. */
export const LABEL = 'label';

/** One output of a node. */
export interface Endpoint {
  readonly node: GraphNode;
  readonly output: number;
}

/** One operation of a graph. */
export interface GraphNode {
  /** Unique in its graph. */
  readonly name: string;
  /** As in TensorFlow's op definitions. */
  readonly op: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly Endpoint[];
  readonly outputs: readonly TensorSpec[];
}

/** Operations in the order in which they were added, so each after what it reads. Equal operations are one node. */
export class Graph {
  readonly nodes: GraphNode[] = [];
  private readonly known = new Map<string, GraphNode>();
  private readonly numbers = new Map<GraphNode, number>();

  /** Adds an operation, or finds the equal one that is there: operations here have no side effects, so one will do. */
  add(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly Endpoint[],
    outputs: readonly TensorSpec[],
  ): GraphNode {
    const key = this.keyOf(op, attributes, inputs, outputs);
    const known = this.known.get(key);
    if (known) return known;
    const node: GraphNode = { name: `${op}_${this.nodes.length}`, op, attributes, inputs, outputs };
    this.numbers.set(node, this.nodes.length);
    this.nodes.push(node);
    this.known.set(key, node);
    return node;
  }

  /** A tensor with fixed values. */
  constant(spec: TensorSpec & { readonly value: NonNullable<TensorSpec['value']> }): Endpoint {
    return { node: this.add('Const', [{ name: 'dtype', kind: 'type', value: spec.type }], [], [spec]), output: 0 };
  }

  private keyOf(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly Endpoint[],
    outputs: readonly TensorSpec[],
  ): string {
    const from = inputs.map(({ node, output }) => `${this.numbers.get(node)}:${output}`).join();
    const how = attributes.map(({ name, value }) => `${name}=${String(value)}`).join();
    const constant = op === 'Const' ? outputs.map(({ shape, value }) => `${shape.join()}|${value?.join()}`).join() : '';
    return `${op}(${from}){${how}}${constant}`;
  }
}

/** The spec of an endpoint's tensor. */
export function specOf({ node, output }: Endpoint): TensorSpec {
  const spec = node.outputs[output];
  if (spec === undefined) throw new Error(`${node.op} has no output ${output}.`);
  return spec;
}

/** The nodes that endpoints depend on, themselves included, in the order of `nodes`. */
export function ancestors(nodes: readonly GraphNode[], endpoints: readonly Endpoint[]): GraphNode[] {
  const seen = new Set(endpoints.map(({ node }) => node));
  const open = [...seen];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const { node: input } of node.inputs) {
      if (seen.has(input)) continue;
      seen.add(input);
      open.push(input);
    }
  }
  return nodes.filter((node) => seen.has(node));
}
