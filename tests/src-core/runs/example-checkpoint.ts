import * as v from 'valibot';

import type { Checkpoint } from '../../../src-core/runs/checkpoint-file';

/** The header of the examples. */
export const ExampleHeaderSchema = v.strictObject({ step: v.number() });
/** The header of the examples. */
export type ExampleHeader = v.InferOutput<typeof ExampleHeaderSchema>;

/** A checkpoint of step `step`, whose numbers all depend on it; `weights` is `count` numbers long. */
export function exampleCheckpoint(step: number, count = 6): Checkpoint<ExampleHeader> {
  return {
    header: { step },
    tensors: {
      weights: { shape: [count], values: Float32Array.from({ length: count }, (_, i) => step + i / 8) },
      order: { shape: [2, 1, 2], values: Int32Array.of(step, -step, 7, 2 ** 31 - 1) },
      empty: { shape: [0, 3], values: new Float32Array() },
    },
  };
}
