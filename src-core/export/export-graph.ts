/** Element types of tensors in an exported graph. */
export type ExportType = 'float32' | 'int32';

/** Numbers that a graph carries. */
export interface ExportTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** An attribute of an operation, as TensorFlow's op definitions type it. */
export type ExportAttribute =
  | { readonly kind: 'type'; readonly value: ExportType }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** -1 is a side that may be of any size. */
  | { readonly kind: 'shape'; readonly value: readonly number[] };

/** One operation of an exported graph. */
export interface ExportNode {
  readonly name: string;
  readonly op: string;
  /** Names of the nodes whose first output it takes. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, ExportAttribute>>;
  /** The value of a `Const`. */
  readonly tensor: ExportTensor | null;
}

/** A TensorFlow graph in the making, for a network that leaves the app: only operations that TensorFlow.js has as well. */
export class ExportGraph {
  readonly nodes: ExportNode[] = [];
  private readonly names = new Set<string>();

  /** @returns the node's name: `name`, with a number behind it when that is taken */
  add(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, ExportAttribute>> = { T: FLOAT },
  ): string {
    return this.push({ name: this.free(name), op, inputs, attributes, tensor: null });
  }

  /** A constant; int32 for an `Int32Array`. */
  constant(name: string, tensor: ExportTensor): string {
    const value = tensor.values instanceof Int32Array ? 'int32' : 'float32';
    return this.push({
      name: this.free(name),
      op: 'Const',
      inputs: [],
      attributes: { dtype: { kind: 'type', value } },
      tensor,
    });
  }

  /** Whole numbers that an operation takes as an input, such as axes. */
  integers(name: string, values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant(name, { shape, values: Int32Array.from(values) });
  }

  private push(node: ExportNode): string {
    this.names.add(node.name);
    this.nodes.push(node);
    return node.name;
  }

  private free(name: string): string {
    let free = name;
    for (let number = 1; this.names.has(free); number++) free = `${name}_${number}`;
    return free;
  }
}

/** The attribute that most operations take: the type of their inputs. */
export const FLOAT: ExportAttribute = { kind: 'type', value: 'float32' };

/** The type of inputs such as axes. */
export const INDEX: ExportAttribute = { kind: 'type', value: 'int32' };
