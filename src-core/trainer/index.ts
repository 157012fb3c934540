import { cpus } from 'node:os';
import { join } from 'node:path';

import { runCommandLine } from '../cli/command-line';
import { makeBatchesInThreads } from '../data/batches';
import { watchForOrphanage } from './orphan-watch';
import { serveCommands } from './serve-commands';
import { tensorFlowCompute } from './tensorflow-compute';

// Files are read and pictures decoded by the system's threads, of which Node has four unless it is told before the first.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, cpus().length));
makeBatchesInThreads(join(__dirname, 'data-thread.cjs'));

// The trainer's entry: under a supervisor it serves commands over the fork's channel, else it is the command line.
if (process.argv[2] === '--supervised' && process.send) {
  watchForOrphanage();
  serveCommands(tensorFlowCompute);
} else {
  void runCommandLine(process.argv.slice(2), tensorFlowCompute).then((code) => {
    process.exitCode = code;
  });
}
