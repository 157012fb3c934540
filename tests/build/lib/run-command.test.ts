import { describe, expect, it } from 'vitest';

import { runCommand, runOrFail, whyItFailed } from '../../../build/lib/run-command.mjs';

describe('runCommand', () => {
  it('gives the exit code and all output', async () => {
    const result = await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3']);
    expect(result).toMatchObject({ code: 3, problem: null });
    expect(result.output).toContain('out\n');
    expect(result.output).toContain('err\n');
  });

  it('hands on lines whole, however they are cut in the pipe', async () => {
    const lines: string[] = [];
    await runCommand('sh', ['-c', 'printf "one tw"; sleep 0.1; printf "o\\nthree\\n"'], {
      onLine: (line: string) => lines.push(line),
    });
    expect(lines).toEqual(['one two', 'three']);
  });

  it('kills what takes too long, with its children', async () => {
    const started = Date.now();
    const result = await runCommand('sh', ['-c', 'sleep 30 & sleep 30'], { timeoutMs: 300 });
    expect(result.code).toBe(null);
    expect(result.problem).toContain('did not end within');
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('tells a program that is not there', async () => {
    const result = await runCommand('no-such-program-here', []);
    expect(result).toMatchObject({ code: null, problem: 'spawn no-such-program-here ENOENT' });
  });
});

describe('runOrFail', () => {
  it('throws the sentence made of the reason', async () => {
    const failing = runOrFail('sh', ['-c', 'echo "error: no such thing"; exit 1'], {
      failure: (why: string) => `It failed (${why}).`,
    });
    await expect(failing).rejects.toThrow('It failed (error: no such thing).');
  });
});

describe('whyItFailed', () => {
  it.each([
    [
      'ERROR: No matching distribution found for x',
      'Collecting\nERROR: No matching distribution found for x\n[notice] bye\n',
    ],
    ['a.cc:3:1: error: expected ;', 'a.cc:3:1: error: expected ;\na.cc:9:1: error: and so on\n'],
    ['Connection refused', "WARNING: Retrying: '[Errno 111] Connection refused'\nERROR: No matching distribution\n"],
    ['getaddrinfo ENOTFOUND example.org', 'throw er;\nError: getaddrinfo ENOTFOUND example.org\n'],
    [
      'connect ECONNREFUSED 127.0.0.1:9',
      'npm error code ECONNREFUSED\nnpm error reason: connect ECONNREFUSED 127.0.0.1:9\n',
    ],
  ])('finds "%s"', (why, output) => {
    expect(whyItFailed({ code: 1, output, problem: null })).toBe(why);
  });

  it('falls back to the exit code', () => {
    expect(whyItFailed({ code: 7, output: '\n', problem: null })).toBe('exit code 7');
  });
});
