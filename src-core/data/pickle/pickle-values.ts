/**
 * What a pickle may hold here. Lists and tuples are arrays; byte strings are views of the file; a dictionary's keys are
 * strings, whether they were pickled as text or as bytes.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleValue[]
  | Map<string, PickleValue>
  | PickleName
  | NumpyType
  | NumpyArray;

/** A function or class that a pickle names. Only a name: nothing is looked up and nothing is called. */
export class PickleName {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}
}

/** The type of an array's elements, as numpy abbreviates it: `u1` for bytes, `i8` for 64-bit integers. */
export class NumpyType {
  byteOrder = '<';

  constructor(readonly code: string) {}
}

/** A numpy array; null until its content has been read. */
export class NumpyArray {
  content: {
    readonly shape: readonly number[];
    readonly type: NumpyType;
    /** Whether the first index varies fastest. */
    readonly fortran: boolean;
    readonly bytes: Uint8Array;
  } | null = null;
}

/** A pickle that is not read: broken, too large, or asking for something that data files have no need of. */
export class PickleError extends Error {}
