import { findProgram, isRoot } from '../lib/machine.mjs';
import { startStep } from '../lib/progress.mjs';
import { runCommand } from '../lib/run-command.mjs';

/**
 * Installs Debian packages when this user may: as root, or with a sudo that asks for no password.
 *
 * @param {readonly string[]} packages
 * @param {string} purpose what they are for, in words
 * @returns {Promise<boolean>} false when they could not be installed
 */
export async function installDebianPackages(packages, purpose) {
  const prefix = await rootPrefix();
  if (!prefix || !findProgram('apt-get')) return false;
  const step = startStep(`Installing Debian packages for ${purpose} (${packages.length})`);
  const apt = [...prefix, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', '-o', 'APT::Status-Fd=1'];
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const ok = (await run([...apt, 'update', '-q'], step, 0, 0.3)) && (await run([...apt, ...install], step, 0.3, 1));
  if (ok) step.done();
  else step.abandon();
  return ok;
}

/**
 * The command that a person types to install packages.
 *
 * @param {readonly string[]} packages
 * @returns {string}
 */
export function installCommand(packages) {
  return `${isRoot() ? '' : 'sudo '}apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * The first of several names that this system's package lists know: libraries were renamed between releases.
 *
 * @param {readonly string[]} names
 * @returns {Promise<string>}
 */
export async function knownPackage(names) {
  for (const name of names.slice(0, -1)) {
    if ((await runCommand('apt-cache', ['show', name], { timeoutMs: 30_000 })).code === 0) return name;
  }
  return names.at(-1) ?? '';
}

/** @returns {Promise<string[] | null>} */
async function rootPrefix() {
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (isRoot()) return quiet;
  const sudo = findProgram('sudo') && (await runCommand('sudo', ['-n', 'true'], { timeoutMs: 10_000 })).code === 0;
  return sudo ? ['sudo', '-n', ...quiet] : null;
}

/**
 * @param {readonly string[]} command
 * @param {import('../lib/progress.mjs').Step} step
 * @param {number} from
 * @param {number} to the part of the whole step that this command is
 * @returns {Promise<boolean>}
 */
async function run([program = '', ...args], step, from, to) {
  const result = await runCommand(program, args, {
    timeoutMs: 15 * 60_000,
    onLine: (line) => {
      // `dlstatus:INDEX:PERCENT:TEXT`, then `pmstatus:PACKAGE:PERCENT:TEXT`.
      const status = /^(dl|pm)status:[^:]*:([\d.]+):/.exec(line);
      if (!status) return;
      const half = status[1] === 'dl' ? 0 : 0.5;
      step.update(from + (to - from) * (half + Number(status[2]) / 200));
    },
  });
  return result.code === 0;
}
