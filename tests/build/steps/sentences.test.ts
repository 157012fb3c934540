import { describe, expect, it } from 'vitest';

import { installCommand } from '../../../build/steps/debian-packages.mjs';
import { missingSentence, parseMissing } from '../../../build/steps/electron-libraries.mjs';
import { decideSandbox } from '../../../build/steps/electron-sandbox.mjs';
import { noElectron } from '../../../build/steps/electron.mjs';
import { downloadFailure } from '../../../build/steps/fetch-wheel.mjs';
import { noPip } from '../../../build/steps/find-pip.mjs';
import { bothFailed } from '../../../build/steps/tensorflow.mjs';
import { wheels } from '../../../build/steps/wheels.mjs';

describe('what a person is told', () => {
  it('names the download that failed, why, and what to do', () => {
    const wheel = { name: 'tensorflow_cpu', version: '2.21.0', sha256: '' };
    expect(downloadFailure(wheel, ['python3', '-m', 'pip'], 'connection refused')).toBe(
      '"python3 -m pip download tensorflow_cpu==2.21.0" failed (connection refused): check the network and pip\'s index setting, and run this again',
    );
  });

  it('gives the exact command for pip', () => {
    expect(noPip('sudo apt-get install -y python3-pip')).toContain(
      '(on Debian and Ubuntu: sudo apt-get install -y python3-pip)',
    );
  });

  it('tells both things that were tried for TensorFlow, and the way out on a GPU machine', () => {
    const sentence = bothFailed('the wheels failed', 'the host is unknown', 'gpu');
    expect(sentence).toContain('TensorFlow could not be set up: the wheels failed.');
    expect(sentence).toContain('own installer was tried as well: the host is unknown.');
    expect(sentence).toContain('DARTBOARD_DEVICE=cpu');
    expect(bothFailed('a.', 'b', 'cpu')).not.toContain('DARTBOARD_DEVICE');
  });

  it('tells both things that were tried for Electron', () => {
    expect(noElectron('github is unknown', 'pip failed')).toBe(
      'Electron, which shows the window, could not be had: pip failed. (Its own download was tried first: github is unknown.)',
    );
  });

  it('names missing libraries and the packages that hold them', () => {
    const sentence = missingSentence(['libnss3.so'], ['libnss3']);
    expect(sentence).toContain('lacks libraries for the window (libnss3.so)');
    expect(sentence).toContain(installCommand(['libnss3']));
  });
});

describe('parseMissing', () => {
  it('reads what ldd does not find, once each', () => {
    const output = [
      '\tlinux-vdso.so.1 (0x00007ffd)',
      '\tlibnss3.so => not found',
      '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)',
      '\tlibgbm.so.1 => not found',
      '\tlibnss3.so => not found',
    ].join('\n');
    expect(parseMissing(output)).toEqual(['libnss3.so', 'libgbm.so.1']);
  });
});

describe('decideSandbox', () => {
  it('leaves the sandbox on where user namespaces or the setuid helper carry it', () => {
    expect(decideSandbox(true, false)).toEqual({ args: [], why: null });
    expect(decideSandbox(false, true)).toEqual({ args: [], why: null });
  });

  it('says why it is off', () => {
    const { args, why } = decideSandbox(false, false);
    expect(args).toEqual(['--no-sandbox']);
    expect(why).toContain("Chromium's sandbox is off");
  });
});

describe('the pinned wheels', () => {
  it('each have an exact version and a hash', () => {
    for (const wheel of [...wheels.tensorflow.cpu, ...wheels.tensorflow.gpu, wheels.electron]) {
      expect(wheel.version).toMatch(/^\d+(\.\d+)+$/);
      expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('hold the same TensorFlow for both devices', () => {
    expect(wheels.tensorflow.gpu[0].version).toBe(wheels.tensorflow.cpu[0].version);
  });
});
