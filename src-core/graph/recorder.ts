import type { TFEOpAttr, TFJSBinding, TensorMetadata } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';

import { nodeBackend, rawOp } from '../runtime/raw-op';
import type { tf } from '../runtime/tensorflow';
import { type Attribute, type ElementType, type Endpoint, type Graph, specOf, type TensorSpec } from './graph';
import { inferShapes } from './shape-functions';

/** Ids of recorded tensors start here, far above those that the native binding hands out. */
const FIRST_ID = 1_000_000_000;

/** No operation: it tells the recorder which tensor is meant. */
const PROBE = 'Probe';

/**
 * Stands in for tfjs's native binding: notes each operation in a graph, works out its shapes, runs nothing. What tfjs
 * computes while a recorder is in place is a description of the computation.
 */
export class Recorder {
  private readonly endpoints: Endpoint[] = [];
  private probed: Endpoint | undefined;
  private readonly types: ReadonlyMap<number, ElementType>;
  private readonly kinds: ReadonlyMap<number, Attribute['kind']>;

  constructor(
    private readonly graph: Graph,
    private readonly native: TFJSBinding,
  ) {
    this.types = new Map<number, ElementType>([
      [native.TF_FLOAT, 'float32'],
      [native.TF_INT32, 'int32'],
      [native.TF_BOOL, 'bool'],
    ]);
    this.kinds = new Map<number, Attribute['kind']>([
      [native.TF_ATTR_STRING, 'string'],
      [native.TF_ATTR_INT, 'int'],
      [native.TF_ATTR_FLOAT, 'float'],
      [native.TF_ATTR_BOOL, 'bool'],
      [native.TF_ATTR_TYPE, 'type'],
      [native.TF_ATTR_SHAPE, 'shape'],
    ]);
  }

  /** Runs `body` with this recorder in the place of the native binding. */
  record<T>(body: () => T): T {
    const backend = nodeBackend();
    const binding = this.binding();
    backend.binding = binding;
    try {
      return body();
    } finally {
      backend.binding = this.native;
    }
  }

  /** Where a tensor that was made while recording comes from. */
  endpointOf(tensor: tf.Tensor): Endpoint {
    // tfjs keeps a tensor's id to itself, but hands it to every operation.
    rawOp(PROBE, [], [tensor], 1);
    if (this.probed === undefined) throw new Error('tfjs did not hand the tensor on.');
    return this.probed;
  }

  private endpoint(id: number): Endpoint {
    const endpoint = this.endpoints[id - FIRST_ID];
    if (endpoint === undefined) {
      throw new Error('A traced program used a tensor from outside; hand it in as a variable or a feed.');
    }
    return endpoint;
  }

  private binding(): TFJSBinding {
    const refuse = (what: string) => (): never => {
      throw new Error(`A traced program may not ${what}.`);
    };
    const own: Partial<TFJSBinding> = {
      createTensor: (shape, type, values) => this.createTensor(shape, type, values),
      deleteTensor: () => undefined,
      executeOp: (name, attrs, ids) => this.executeOp(name, attrs, ids),
      tensorDataSync: (id) => this.read(id),
      loadSavedModel: refuse('load a model'),
      deleteSavedModel: refuse('delete a model'),
      runSavedModel: refuse('run a model'),
    };
    // The native object's own properties cannot be replaced, so the rest is looked up in it.
    return Object.setPrototypeOf(own, this.native) as TFJSBinding;
  }

  private createTensor(shape: number[], type: number, values: unknown): number {
    const elementType = this.elementType(type);
    if (!(values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array)) {
      throw new Error('A traced program may only make tensors of numbers.');
    }
    return this.remember(this.graph.constant({ shape, type: elementType, value: values.slice() }));
  }

  private executeOp(name: string, attrs: TFEOpAttr[], ids: number[]): TensorMetadata[] {
    const attributes = attrs.map((attr) => this.attribute(attr));
    const inputs = ids.map((id) => this.endpoint(id));
    if (name === PROBE) {
      this.probed = inputs[0];
      return [];
    }
    const outputs = inferShapes(name, inputs.map(specOf), attributes);
    const [first] = inputs;
    // A reshape to the same shape and a cast to the same type are no operations.
    const unchanged =
      (name === 'Reshape' || name === 'Cast') && first && sameSpec(specOf(first), outputs[0]) ? first : undefined;
    const endpoints = unchanged
      ? [unchanged]
      : outputs.map((_, output) => ({ node: this.graph.add(name, attributes, inputs, outputs), output }));
    return endpoints.map((endpoint) => {
      const { shape, type } = specOf(endpoint);
      return { id: this.remember(endpoint), shape: [...shape], dtype: this.typeNumber(type) };
    });
  }

  private read(id: number): Float32Array | Int32Array | Uint8Array {
    const { value } = specOf(this.endpoint(id));
    if (value === undefined) {
      throw new Error('A traced program read a value that is only known when it runs.');
    }
    return value;
  }

  private remember(endpoint: Endpoint): number {
    this.endpoints.push(endpoint);
    return FIRST_ID + this.endpoints.length - 1;
  }

  private attribute({ name, type, value }: TFEOpAttr): Attribute {
    const kind = this.kinds.get(type);
    if (kind === undefined) throw new Error(`Attribute ${name} is of a kind that the step compiler does not know.`);
    if (kind === 'type') return { name, kind, value: this.elementType(Number(value)) };
    if (typeof value === 'object' && !Array.isArray(value)) throw new Error(`Attribute ${name} is no plain value.`);
    return { name, kind, value };
  }

  private elementType(type: number): ElementType {
    const elementType = this.types.get(type);
    if (elementType === undefined) throw new Error(`The step compiler has no tensors of TensorFlow's type ${type}.`);
    return elementType;
  }

  private typeNumber(type: ElementType): number {
    for (const [number, name] of this.types) if (name === type) return number;
    throw new Error(`TensorFlow has no number for ${type}.`);
  }
}

function sameSpec(a: TensorSpec, b: TensorSpec | undefined): boolean {
  return a.type === b?.type && a.shape.join() === b.shape.join();
}
