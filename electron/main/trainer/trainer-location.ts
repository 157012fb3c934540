import path from 'node:path';

import allocator from '../../../src-core/runtime/allocator-environment.json';

/** How to start the trainer. */
export interface TrainerCommandLine {
  /** The Node that runs it: a plain one, because TensorFlow crashes inside Electron. */
  readonly node: string;
  /** The trainer's bundle. */
  readonly entry: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Where this app runs from. */
export interface AppPlace {
  readonly packaged: boolean;
  /** Folder of main's own bundle. */
  readonly bundle: string;
  /** The packaged app's resources. */
  readonly resources: string;
}

/**
 * Where the trainer is: among a packaged app's resources with the Node it came with, else in `dist` under the Node that
 * `npm start` ran with (`DARTBOARD_NODE`).
 */
export function locateTrainer(place: AppPlace, environment: NodeJS.ProcessEnv): TrainerCommandLine {
  if (place.packaged) {
    const folder = path.join(place.resources, 'trainer');
    const node = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return { node, entry: path.join(folder, 'index.cjs'), environment: trainerEnvironment(environment) };
  }
  return {
    node: environment['DARTBOARD_NODE'] ?? 'node',
    entry: path.join(place.bundle, '..', 'trainer', 'index.cjs'),
    environment: trainerEnvironment(environment),
  };
}

/**
 * The trainer's environment: ours without what steers Electron's own Node, with the GPU's memory taken bit by bit, and with
 * memory kept in large pages (settings that the C library reads before a program begins).
 */
function trainerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^(ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_)/.test(name));
  return { TF_FORCE_GPU_ALLOW_GROWTH: 'true', ...allocator, ...Object.fromEntries(kept) };
}
