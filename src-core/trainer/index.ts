import { runCommandLine } from '../cli/command-line';
import { serveCommands } from './serve-commands';
import { tensorFlowCompute } from './tensorflow-compute';

// The trainer's entry: under a supervisor it serves commands over the fork's channel, else it is the command line.
if (process.argv[2] === '--supervised' && process.send) {
  serveCommands(tensorFlowCompute);
} else {
  void runCommandLine(process.argv.slice(2), tensorFlowCompute).then((code) => {
    process.exitCode = code;
  });
}
