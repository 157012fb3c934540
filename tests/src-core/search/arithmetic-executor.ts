import type { Batch } from '../../../src-core/data/image-dataset';
import type {
  Alphas,
  BatchSums,
  ExecutorState,
  SearchStepResult,
  StepExecutor,
} from '../../../src-core/search/step-executor';

/**
 * A network small enough for arithmetic by hand: one weight `w` that predicts every image's first pixel. The loss of an
 * image is half its squared error; the weight descends the mean gradient `w - mean(pixel)` without momentum. Each step
 * adds 1 to the alphas of `sep_conv_3x3` (column 4). An image counts as right when it lies above the weight.
 */
export class ArithmeticExecutor implements StepExecutor {
  weight = 0;
  steps = 0;
  disposed = false;
  readonly stateShapes = { taken: [2] };

  searchStep(train: Batch, valid: Batch, learningRate: number): SearchStepResult {
    this.steps++;
    const result = { valid: this.evaluate(valid), train: this.evaluate(train), gradNorm: 0 };
    const pixels = firstPixels(train);
    const gradient = this.weight - pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
    this.weight -= learningRate * gradient;
    return { ...result, gradNorm: Math.abs(gradient) };
  }

  evaluate(batch: Batch): BatchSums {
    const errors = firstPixels(batch).map((pixel) => this.weight - pixel);
    const right = errors.filter((error) => error < 0).length;
    const loss = errors.reduce((sum, error) => sum + error ** 2 / 2, 0);
    return { loss, top1: right, top5: batch.size, count: batch.size };
  }

  alphas(): Alphas {
    const matrix = (): number[][] =>
      Array.from({ length: 14 }, () => Array.from({ length: 8 }, (_, k) => (k === 4 ? this.steps : 0)));
    return { normal: matrix(), reduce: matrix() };
  }

  save(): ExecutorState {
    const taken = { shape: [2], values: Float32Array.of(this.steps, -this.steps) };
    return { tensors: { taken }, counters: { weight: this.weight, steps: this.steps } };
  }

  restore({ tensors, counters }: ExecutorState): void {
    this.weight = counters['weight'] ?? Number.NaN;
    this.steps = tensors['taken']?.values[0] ?? Number.NaN;
  }

  dispose(): void {
    this.disposed = true;
  }
}

function firstPixels({ images, size }: Batch): number[] {
  const stride = images.length / size;
  return Array.from({ length: size }, (_, i) => images[i * stride] ?? Number.NaN);
}
