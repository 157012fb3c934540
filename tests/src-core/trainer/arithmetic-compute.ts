import type { Device } from '../../../src-core/runs/run-info';
import type { Compute } from '../../../src-core/trainer/compute';
import { ArithmeticTrainer } from '../retrain/arithmetic-trainer';
import { ArithmeticExecutor } from '../search/arithmetic-executor';

export const ARITHMETIC_DEVICE: Device = { kind: 'cpu', name: 'Arithmetic', tensorflow: 'none', threads: 1 };

/** Arithmetic in TensorFlow's place, for what is not about the numbers. */
export function arithmeticCompute(executor = new ArithmeticExecutor(), trainer = new ArithmeticTrainer()): Compute {
  return {
    device: () => Promise.resolve(ARITHMETIC_DEVICE),
    createExecutor: () => Promise.resolve(executor),
    createTrainer: () => Promise.resolve(trainer),
  };
}
