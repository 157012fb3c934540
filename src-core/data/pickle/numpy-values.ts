import { NumpyArray, NumpyType, PickleError, PickleName } from './pickle-values';
import type { PickleValue } from './pickle-values';

/**
 * What a pickle's REDUCE gives for the few names that arrays of numpy and the byte strings of Python 3 are written with.
 * Each is an inert value made here; any other name is refused.
 *
 * @throws PickleError
 */
export function reduced(callable: PickleValue | undefined, args: readonly PickleValue[]): PickleValue {
  if (!(callable instanceof PickleName)) throw new PickleError('it calls something that is not a name');
  switch (`${callable.module}.${callable.name}`) {
    case 'numpy.core.multiarray._reconstruct':
    case 'numpy._core.multiarray._reconstruct':
      return new NumpyArray();
    case 'numpy.core.numeric._frombuffer':
    case 'numpy._core.numeric._frombuffer':
      return fromBuffer(args);
    case 'numpy.dtype':
      return new NumpyType(textOf(args[0]));
    case '_codecs.encode':
      return encoded(args);
    default:
      throw new PickleError(`it asks for ${callable.module}.${callable.name} to be run`);
  }
}

/**
 * Gives an array or a type its state, as pickle's BUILD does.
 * @throws PickleError when the target is anything else
 */
export function build(target: PickleValue | undefined, state: PickleValue): void {
  if (!Array.isArray(state)) throw new PickleError('it sets the state of an object');
  if (target instanceof NumpyType) {
    const order = state[1];
    if (order === '>' || order === '<' || order === '|') target.byteOrder = order;
    return;
  }
  if (!(target instanceof NumpyArray)) throw new PickleError('it sets the state of an object');
  const [, shape, type, fortran, bytes] = state;
  setContent(target, shape, type, fortran === true || fortran === 1, bytes);
}

/** `numpy.core.numeric._frombuffer(buffer, dtype, shape, order)`, which protocol 5 uses. */
function fromBuffer([bytes, type, shape, order]: readonly PickleValue[]): NumpyArray {
  const array = new NumpyArray();
  setContent(array, shape, type, order === 'F', bytes);
  return array;
}

function setContent(
  array: NumpyArray,
  shape: PickleValue | undefined,
  type: PickleValue | undefined,
  fortran: boolean,
  bytes: PickleValue | undefined,
): void {
  const isSize = (size: PickleValue): size is number =>
    typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize) || !(type instanceof NumpyType) || !(bytes instanceof Uint8Array)) {
    throw new PickleError('one of its arrays has no plain numbers in it');
  }
  array.content = { shape, type, fortran, bytes };
}

/** `_codecs.encode(text, 'latin1')`: how Python 3 writes bytes in the older protocols. */
function encoded([text, encoding]: readonly PickleValue[]): Uint8Array {
  if (typeof text !== 'string' || (encoding !== 'latin1' && encoding !== 'latin-1')) {
    throw new PickleError('it has bytes in an encoding other than latin1');
  }
  return Buffer.from(text, 'latin1');
}

function textOf(value: PickleValue | undefined): string {
  if (value instanceof Uint8Array && value.length <= 16) return Buffer.from(value).toString('latin1');
  if (typeof value === 'string' && value.length <= 16) return value;
  throw new PickleError('one of its arrays is of an unknown type');
}
