import type { Batch } from '../../../src-core/data/image-dataset';
import type {
  BatchAnswer,
  Trainer,
  TrainingPlace,
  TrainingStepResult,
} from '../../../src-core/retrain/network-trainer';
import { countHits } from '../../../src-core/search/count-hits';
import type { ExecutorState } from '../../../src-core/search/step-executor';

/**
 * A network small enough for arithmetic by hand: one weight that grows by the learning rate and the number of images in
 * each step, and ten logits of which the one at the whole part of the weight is 1, the others 0.
 */
export class ArithmeticTrainer implements Trainer {
  weight = 0;
  disposed = false;
  readonly places: TrainingPlace[] = [];
  readonly stateShapes = { weights: [1] };

  trainStep(batch: Batch, place: TrainingPlace): TrainingStepResult {
    this.places.push(place);
    const { sums } = this.evaluate(batch);
    // As the checkpoint keeps it.
    this.weight = Math.fround(this.weight + place.learningRate * batch.size);
    return { train: sums, gradNorm: 1 };
  }

  evaluate(batch: Batch): BatchAnswer {
    const logits = Float32Array.from({ length: 10 * batch.size }, (_, i) => Number(i % 10 === Math.floor(this.weight)));
    return { sums: countHits(logits, batch.labels, this.weight), logits };
  }

  save(): ExecutorState {
    return { tensors: { weights: { shape: [1], values: Float32Array.of(this.weight) } }, counters: {} };
  }

  restore({ tensors }: ExecutorState): void {
    this.weight = tensors['weights']?.values[0] ?? Number.NaN;
  }

  dispose(): void {
    this.disposed = true;
  }
}
