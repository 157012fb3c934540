import { spawn } from 'node:child_process';

import { StepFailure } from './step-failure.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] after it the command is killed, with its children
 * @property {AbortSignal} [abort] kills the command, with its children
 * @property {(line: string) => void} [onLine] called for each line of output as it comes
 * @property {(pid: number) => void} [onStart] called with the command's process number
 */

/**
 * @typedef {object} CommandResult
 * @property {number | null} code null when a signal ended it or it could not start
 * @property {string} output standard output and standard error together
 * @property {string | null} problem why there is no exit code, in words
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let stopping = false;

/**
 * Runs a command to its end and keeps its output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, { cwd, env, timeoutMs, abort, onLine, onStart } = {}) {
  stopChildrenWithUs();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    running.add(child);
    if (child.pid !== undefined) onStart?.(child.pid);
    let output = '';
    let rest = '';
    /** @type {string | null} */
    let problem = null;
    const timer = setTimeout(
      () => {
        problem = `it did not end within ${Math.round((timeoutMs ?? 0) / 1000)} s`;
        killGroup(child, 'SIGKILL');
      },
      timeoutMs ?? 2 ** 31 - 1,
    );
    abort?.addEventListener('abort', () => killGroup(child, 'SIGKILL'));
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      const text = chunk.toString();
      output += text;
      const lines = (rest + text).split(/[\r\n]+/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: null, output, problem: error.message });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output, problem: problem ?? (signal ? `${signal} ended it` : null) });
    });
  });
}

/**
 * Runs a command that must succeed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions & { failure: (why: string) => string }} options `failure` makes the sentence to show
 * @returns {Promise<string>} its output
 * @throws {StepFailure} when it fails
 */
export async function runOrFail(command, args, options) {
  const result = await runCommand(command, args, options);
  if (result.code !== 0) throw new StepFailure(options.failure(whyItFailed(result)));
  return result.output;
}

/** What the network's failures look like, in the words of npm, pip, Node and Python. */
const NETWORK =
  /(getaddrinfo|connect|read) E[A-Z]+( [\w.:-]+)?|Connection refused|Name or service not known|Temporary failure in name resolution|Network is unreachable|[Tt]imed out|ETIMEDOUT|certificate verify failed|self[- ]signed certificate|\b(401 Unauthorized|403 Forbidden|407 Proxy Authentication Required)\b/;

/**
 * Why a command failed, from its output: the network, when it was that, else the first line that tells of an error.
 *
 * @param {CommandResult} result
 * @returns {string}
 */
export function whyItFailed({ code, output, problem }) {
  if (problem) return problem;
  const network = NETWORK.exec(output)?.[0];
  if (network) return network;
  const lines = output
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  const telling = lines.find((line) => /\b(error|fatal|cannot|failed|denied|no space)\b/i.test(line));
  return (telling ?? lines.at(-1))?.slice(0, 300) ?? `exit code ${code}`;
}

function stopChildrenWithUs() {
  if (stopping) return;
  stopping = true;
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(signal, () => {
      if (running.size === 0 && process.listenerCount(signal) > 1) return;
      for (const child of running) killGroup(child, 'SIGTERM');
      process.exit(code);
    });
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killGroup(child, signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}
