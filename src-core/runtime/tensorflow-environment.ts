/**
 * Settings that libtensorflow reads once, while it loads. Importing this module sets them for this process; what the user
 * has already set stays.
 */
import { availableParallelism } from 'node:os';

const SETTINGS: Record<string, string> = {
  // One operation a thread: a cell's branches run side by side, which beats splitting each of many small operations.
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: String(availableParallelism()),
  // Otherwise TensorFlow takes all of the graphics card's memory at once.
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  // The same result every time, wherever the device has such a kernel.
  TF_DETERMINISTIC_OPS: '1',
  TF_ENABLE_ONEDNN_OPTS: '1',
  TF_CPP_MIN_LOG_LEVEL: '2',
};

for (const [name, value] of Object.entries(SETTINGS)) process.env[name] ??= value;
