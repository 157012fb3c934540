import { findProgram } from '../lib/machine.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { installCommand, installDebianPackages } from './debian-packages.mjs';

/**
 * Makes sure that g++ is there.
 *
 * @throws {StepFailure} when it is not and cannot be installed
 */
export async function requireCompiler() {
  if (findProgram('g++') || (await installDebianPackages(['g++'], 'the C++ compiler'))) return;
  throw new StepFailure(
    `the C++ compiler g++ is missing: install it (on Debian and Ubuntu: ${installCommand(['g++'])}) and run this again`,
  );
}
