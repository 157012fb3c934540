import type { Device } from '../../../src-core/runs/run-info';
import type { Compute } from '../../../src-core/trainer/compute';
import { ArithmeticExecutor } from '../search/arithmetic-executor';

export const ARITHMETIC_DEVICE: Device = { kind: 'cpu', name: 'Arithmetic', tensorflow: 'none', threads: 1 };

/** The arithmetic executor in TensorFlow's place, for what is not about the numbers. */
export function arithmeticCompute(executor = new ArithmeticExecutor()): Compute {
  return {
    device: () => Promise.resolve(ARITHMETIC_DEVICE),
    createExecutor: () => Promise.resolve(executor),
  };
}
