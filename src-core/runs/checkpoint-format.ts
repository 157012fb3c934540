import * as v from 'valibot';

import { UserError } from '../user-error';

/** Numbers that a checkpoint keeps: row-major. */
export interface CheckpointTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** Named tensors. */
export type CheckpointTensors = Readonly<Record<string, CheckpointTensor>>;

/** What a file says of a tensor before its numbers are read. */
export interface TensorFacts {
  readonly name: string;
  readonly type: 'float32' | 'int32';
  readonly shape: readonly number[];
}

/**
 * A checkpoint file, all numbers little-endian:
 *
 *     "DARTCKPT"   8 bytes
 *     length       8 bytes, of the head
 *     head         JSON (`CheckpointHead`), as JSON.stringify writes it
 *     tensors      one after another, in the head's order, 4 bytes a number
 *     digest       32 bytes, SHA-256 of all before it
 *
 * The head says how long the file must be, so a reader knows before it takes any memory whether the file is whole.
 */
export interface CheckpointHead {
  readonly header: unknown;
  readonly tensors: readonly TensorFacts[];
}

/** The first bytes of every checkpoint. */
export const MAGIC = Buffer.from('DARTCKPT', 'latin1');
/** Bytes before the head. */
export const PREFIX_BYTES = MAGIC.length + 8;
/** Bytes of the digest at the end. */
export const DIGEST_BYTES = 32;
/** Bytes of a number. */
export const NUMBER_BYTES = 4;
/** No checkpoint is larger; a damaged or malicious one takes no more memory than this. */
export const LARGEST_CHECKPOINT_BYTES = 4 * 2 ** 30;
const LARGEST_HEAD_BYTES = 2 ** 20;
const VERSION = 1;

const Side = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const HeadSchema = v.strictObject({
  format: v.literal('dartboard-checkpoint'),
  version: v.literal(VERSION),
  header: v.unknown(),
  tensors: v.pipe(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.regex(/^[A-Za-z][\w./-]{0,199}$/)),
        type: v.picklist(['float32', 'int32']),
        shape: v.pipe(v.array(Side), v.maxLength(8)),
      }),
    ),
    v.maxLength(10_000),
    v.check((tensors) => new Set(tensors.map(({ name }) => name)).size === tensors.length, 'a name comes twice'),
  ),
});

/** How many numbers a shape holds. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Bytes of the whole file with a head of this length. */
export function fileBytes(headBytes: number, tensors: readonly Pick<TensorFacts, 'shape'>[]): number {
  const numbers = tensors.reduce((sum, { shape }) => sum + countOf(shape), 0);
  return PREFIX_BYTES + headBytes + NUMBER_BYTES * numbers + DIGEST_BYTES;
}

/**
 * The beginning of a file, up to its first tensor.
 * @throws Error when a reader would refuse it: a fault of the program
 */
export function encodeHead(header: unknown, tensors: CheckpointTensors): Buffer {
  const facts = Object.entries(tensors).map(([name, { shape, values }]): TensorFacts => {
    if (countOf(shape) !== values.length)
      throw new Error(`The shape of ${name} does not hold ${values.length} numbers.`);
    return { name, type: values instanceof Int32Array ? 'int32' : 'float32', shape };
  });
  const content = { format: 'dartboard-checkpoint', version: VERSION, header, tensors: facts };
  const head = Buffer.from(JSON.stringify(v.parse(HeadSchema, content), refuseUnwritable), 'utf8');
  if (head.length > LARGEST_HEAD_BYTES) throw new Error(`The checkpoint's head is too long: ${head.length} bytes.`);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeBigUInt64LE(BigInt(head.length), MAGIC.length);
  return Buffer.concat([prefix, head]);
}

/**
 * The length of the head, from a file's first `PREFIX_BYTES` bytes.
 * @param size of the file
 * @throws UserError saying what is wrong with the file, without its name
 */
export function headLength(prefix: Buffer, size: number): number {
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new UserError('it is not a checkpoint, or its beginning is damaged');
  }
  const length = prefix.readBigUInt64LE(MAGIC.length);
  if (length > BigInt(Math.min(LARGEST_HEAD_BYTES, size - PREFIX_BYTES))) {
    throw new UserError(`it is cut short or damaged: its head cannot be ${length} bytes long`);
  }
  return Number(length);
}

/**
 * Reads the head and checks that the file is exactly as long as it must be.
 * @param size of the file
 * @throws NewerCheckpoint when a later version of the program wrote it
 * @throws UserError saying what is wrong with the file, without its name
 */
export function parseHead(text: string, headBytes: number, size: number): CheckpointHead {
  let value: unknown;
  let again: string;
  try {
    value = JSON.parse(text);
    again = JSON.stringify(value);
  } catch {
    // Not JSON, or nested deeper than the stack.
    throw new UserError('its head is not valid JSON');
  }
  if (isNewer(value)) throw new NewerCheckpoint('it was written by a newer version of Dartboard');
  // Only the writer's own form: no key twice, nothing between the tokens.
  if (again !== text) throw new UserError('its head is not in the form that Dartboard writes');
  const head = v.safeParse(HeadSchema, value, { abortEarly: true });
  if (!head.success) {
    throw new UserError(`its head is damaged (${v.getDotPath(head.issues[0]) ?? 'head'}: ${head.issues[0].message})`);
  }
  const expected = fileBytes(headBytes, head.output.tensors);
  if (expected !== size) throw new UserError(`it is ${size} bytes long where its head says ${expected}`);
  return head.output;
}

/** The file is whole, but of a later version: an older one must not be taken for the newest. */
export class NewerCheckpoint extends UserError {}

function isNewer(value: unknown): boolean {
  const version = v.safeParse(v.object({ format: v.literal('dartboard-checkpoint'), version: v.number() }), value);
  return version.success && version.output.version > VERSION;
}

/** JSON has neither NaN nor infinity: they would come back as null. */
function refuseUnwritable(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error(`A checkpoint cannot keep ${key} ${value}.`);
  return value;
}
