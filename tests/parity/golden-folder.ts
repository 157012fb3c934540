import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

import * as v from 'valibot';

import { sizeOf } from '../../src-core/nn/parameters';
import { messageOf, UserError } from '../../src-core/user-error';

const TensorEntry = v.object({
  name: v.string(),
  dtype: v.picklist(['float32', 'float64', 'int32']),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
type TensorEntry = v.InferOutput<typeof TensorEntry>;

const Manifest = v.looseObject({
  kind: v.string(),
  tensors: v.array(TensorEntry),
  scalars: v.optional(v.record(v.string(), v.number()), {}),
  f32VsF64: v.optional(v.record(v.string(), v.object({ norm: v.number(), relL2: v.number(), maxAbs: v.number() })), {}),
  tight: v.optional(v.boolean(), false),
  float32Spread: v.optional(v.record(v.string(), v.number()), {}),
});

/**
 * One folder of numbers that the reference computed: `manifest.json` and `tensors.bin` (or `tensors.bin.gz`, as the
 * fixtures keep it).
 */
export class GoldenFolder {
  readonly manifest: v.InferOutput<typeof Manifest>;
  private readonly bytes: Buffer;
  private readonly entries: ReadonlyMap<string, TensorEntry>;

  /** @throws UserError when a file is missing or damaged */
  constructor(readonly folder: string) {
    this.manifest = this.check(Manifest, readManifest(join(folder, 'manifest.json')));
    this.bytes = readTensors(folder);
    this.entries = new Map(this.manifest.tensors.map((entry) => [entry.name, entry]));
    for (const { name, shape, dtype, offset } of this.entries.values()) {
      if (offset + sizeOf(shape) * WIDTHS[dtype] > this.bytes.length) {
        throw new UserError(`${folder}: tensors.bin ends before ${name} does; copy the folder again.`);
      }
    }
  }

  /** The folder's own name, for the table. */
  get name(): string {
    return basename(resolve(this.folder));
  }

  has(name: string): boolean {
    return this.entries.has(name) || name in this.manifest.scalars;
  }

  /** A tensor's numbers in the reference's layout, row-major; a scalar as one number. */
  values(name: string): Float64Array {
    const scalar = this.manifest.scalars[name];
    if (scalar !== undefined) return Float64Array.of(scalar);
    const { dtype, offset, shape } = this.entry(name);
    const { buffer, byteOffset } = this.bytes;
    const slice = buffer.slice(byteOffset + offset, byteOffset + offset + WIDTHS[dtype] * sizeOf(shape));
    if (dtype === 'float64') return new Float64Array(slice);
    return Float64Array.from(dtype === 'int32' ? new Int32Array(slice) : new Float32Array(slice));
  }

  shape(name: string): readonly number[] {
    return this.entry(name).shape;
  }

  /**
   * One more field of the manifest.
   *
   * @throws UserError when it is not as `schema` says
   */
  field<T>(name: string, schema: v.GenericSchema<unknown, T>): T {
    return this.check(v.object({ [name]: schema }), this.manifest)[name] as T;
  }

  private entry(name: string): TensorEntry {
    const entry = this.entries.get(name);
    if (!entry) throw new UserError(`${this.folder} holds no ${name}; copy the folder again.`);
    return entry;
  }

  private check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw new UserError(
      `${join(this.folder, 'manifest.json')}, field ${v.getDotPath(issue) ?? '?'}: ${issue.message}.`,
    );
  }
}

const WIDTHS = { float64: 8, float32: 4, int32: 4 } as const;

function readManifest(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(`${path} cannot be read as JSON (${messageOf(error)}).`);
  }
}

function readTensors(folder: string): Buffer {
  const plain = join(folder, 'tensors.bin');
  try {
    return existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`));
  } catch (error) {
    throw new UserError(`${plain} cannot be read (${messageOf(error)}).`);
  }
}
