import type { TrainerOptions } from '../retrain/trainer-options';
import type { Trainer } from '../retrain/network-trainer';
import type { Device } from '../runs/run-info';
import type { SearchConfig } from '../search/config';
import type { StepExecutor } from '../search/step-executor';

/** What an executor needs to know to build its network. */
export interface ExecutorOptions {
  readonly config: SearchConfig;
  readonly classes: number;
  /** Of every image: height and width in pixels, colour channels. */
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
}

/** Where the arithmetic of a run happens. */
export interface Compute {
  /** Loads the engine, once, and tells the device. */
  device(): Promise<Device>;
  createExecutor(options: ExecutorOptions): Promise<StepExecutor>;
  createTrainer(options: TrainerOptions): Promise<Trainer>;
}
