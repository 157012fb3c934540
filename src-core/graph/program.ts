import type { tf } from '../runtime/tensorflow';

/** Named tensors. */
export type Tensors = Record<string, tf.Tensor>;

/** Numbers that go into a program from outside: `values` end to end, row-major. */
export interface Feed {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** Numbers that a program gives out. */
export type Outputs = Record<string, Float32Array>;

/**
 * A pure function over the state of a session: from variables and feeds to new values of some variables and to outputs.
 * It is written with ordinary tfjs operations; whether each runs at once or all run as one graph is the session's matter.
 * Its shapes may depend on the feeds' shapes, never on their values.
 */
export type Program = (state: Tensors, feeds: Tensors) => { readonly state: Tensors; readonly outputs: Tensors };

/** Variables of one run, by name: their shapes and first values. All are float32. */
export type Variables = Record<string, { readonly shape: readonly number[]; readonly initial: Float32Array }>;

/** Holds variables on the device and runs programs over them. */
export interface Session {
  /**
   * Runs a program: afterwards the variables it names have their new values.
   *
   * @param feeds a number is a float32 scalar
   */
  run(program: Program, feeds: Record<string, Feed | number>): Outputs;
  /** A variable's values, row-major. */
  read(variable: string): Float32Array;
  /** Replaces a variable's values, row-major. */
  write(variable: string, values: Float32Array): void;
  /** Frees all device memory. */
  dispose(): void;
}

/**
 * The tensor of this name, whose rank the caller knows.
 *
 * @throws Error when a program's variable or feed is missing
 */
export function tensorOf<T extends tf.Tensor>(tensors: Tensors, name: string): T {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`The program was given no ${name}.`);
  return tensor as T;
}
