import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { execFileSync } from 'node:child_process';

import type { Device } from '../runs/run-info';
import { messageOf, UserError } from '../user-error';

/**
 * Loads TensorFlow into this process, once, and tells which device it computes on.
 *
 * @throws UserError when the native library or its addon cannot be loaded
 */
export async function loadTensorFlow(): Promise<Device> {
  try {
    const { nodeBackend } = await import('./raw-op');
    const backend = nodeBackend();
    const gpu = backend.isUsingGpuDevice;
    return {
      kind: gpu ? 'gpu' : 'cpu',
      name: (gpu ? graphicsCardName() : processorName()) ?? (gpu ? 'NVIDIA GPU' : 'CPU'),
      tensorflow: backend.binding.TF_Version,
      threads: Number(process.env['TF_NUM_INTEROP_THREADS']),
    };
  } catch (error) {
    throw new UserError(
      `TensorFlow could not be loaded (${messageOf(error).split('\n', 1)[0] ?? ''}); run "npm run provision" to set it up again.`,
    );
  }
}

function graphicsCardName(): string | undefined {
  try {
    const output = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
      encoding: 'utf8',
      timeout: 5_000,
    });
    return output.split('\n', 1)[0]?.trim() || undefined;
  } catch {
    return undefined;
  }
}

function processorName(): string | undefined {
  try {
    return /^model name\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
  } catch {
    return cpus()[0]?.model;
  }
}
