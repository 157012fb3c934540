import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs the program this process is only the way to: it has our terminal, our signals reach it once, and its exit code is
 * the result.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} the exit code; 128 and the signal's number when a signal ended it
 */
export function launch(command, args, { env, cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env, cwd });
    const release = forwardSignals(child);
    child.on('error', (error) => {
      release();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} gives the signals back
 */
function forwardSignals(child) {
  let last = 0;
  /** @type {(signal: NodeJS.Signals) => void} */
  const forward = (signal) => {
    const first = last === 0;
    // npm passes on what its terminal already sent to us all: within a second it is the same request.
    const repeated = Date.now() - last < 1000;
    last = Date.now();
    if (repeated || (signal === 'SIGINT' && first && terminalSignalsUs())) return;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return () => {
    for (const signal of SIGNALS) process.off(signal, forward);
  };
}

/**
 * Whether Ctrl+C reaches our children by itself: they are in the terminal's foreground group with us. A second Ctrl+C is
 * passed on all the same, for when somebody signals this process alone.
 *
 * @returns {boolean}
 */
function terminalSignalsUs() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return process.stdin.isTTY === true;
  }
}
