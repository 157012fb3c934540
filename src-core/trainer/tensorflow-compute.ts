import type { TrainerOptions } from '../retrain/trainer-options';
import type { Trainer } from '../retrain/network-trainer';
import type { Device } from '../runs/run-info';
import type { StepExecutor } from '../search/step-executor';
import type { Compute, ExecutorOptions } from './compute';

/**
 * TensorFlow as the place of the arithmetic. It is loaded when first asked for, so that commands which need none (such
 * as inspecting a data set) stay fast.
 */
export const tensorFlowCompute: Compute = {
  async device(): Promise<Device> {
    const { loadTensorFlow } = await import('../runtime/load-tensorflow');
    return loadTensorFlow();
  },

  async createExecutor(options: ExecutorOptions): Promise<StepExecutor> {
    const { createExecutor } = await import('../search/create-executor');
    return createExecutor(options);
  },

  async createTrainer(options: TrainerOptions): Promise<Trainer> {
    const { createTrainer } = await import('../retrain/create-trainer');
    return createTrainer(options);
  },
};
