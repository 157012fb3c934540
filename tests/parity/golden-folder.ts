import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';

const TensorEntry = v.object({
  name: v.string(),
  dtype: v.picklist(['float32', 'float64', 'int32']),
  shape: v.array(v.number()),
  offset: v.number(),
});

const Manifest = v.looseObject({
  kind: v.string(),
  case: v.string(),
  tensors: v.array(TensorEntry),
  scalars: v.optional(v.record(v.string(), v.number()), {}),
  f32VsF64: v.optional(v.record(v.string(), v.object({ norm: v.number(), relL2: v.number(), maxAbs: v.number() })), {}),
});

/** One folder of numbers that the reference computed: `manifest.json` and `tensors.bin`. */
export class GoldenFolder {
  readonly manifest: v.InferOutput<typeof Manifest>;
  private readonly bytes: Buffer;
  private readonly entries: ReadonlyMap<string, v.InferOutput<typeof TensorEntry>>;

  constructor(readonly folder: string) {
    this.manifest = v.parse(Manifest, JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
    this.bytes = readFileSync(join(folder, 'tensors.bin'));
    this.entries = new Map(this.manifest.tensors.map((entry) => [entry.name, entry]));
  }

  has(name: string): boolean {
    return this.entries.has(name) || name in this.manifest.scalars;
  }

  /** A tensor's numbers in the reference's layout, row-major; a scalar as one number. */
  values(name: string): Float64Array {
    const scalar = this.manifest.scalars[name];
    if (scalar !== undefined) return Float64Array.of(scalar);
    const { dtype, offset } = this.entry(name);
    const length = this.shape(name).reduce((product, side) => product * side, 1);
    const width = dtype === 'float64' ? 8 : 4;
    const { buffer, byteOffset } = this.bytes;
    const slice = buffer.slice(byteOffset + offset, byteOffset + offset + width * length);
    if (dtype === 'float64') return new Float64Array(slice);
    return Float64Array.from(dtype === 'int32' ? new Int32Array(slice) : new Float32Array(slice));
  }

  shape(name: string): number[] {
    return this.entry(name).shape;
  }

  private entry(name: string): v.InferOutput<typeof TensorEntry> {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`${this.folder} holds no ${name}.`);
    return entry;
  }
}
