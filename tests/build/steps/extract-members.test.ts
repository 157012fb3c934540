import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder';

const script = path.resolve('build/lib/extract_members.py');
let base: string;

beforeEach(() => {
  base = temporaryFolder();
});

/** Writes a zip file with Python, whose own reader is under test. */
function zip(members: Record<string, string>): string {
  const file = path.join(base, 'wheel.zip');
  const program = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    for name, content in json.loads(sys.argv[2]).items():
        info = zipfile.ZipInfo(name)
        info.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
        z.writestr(info, content)
`;
  execFileSync('python3', ['-c', program, file, JSON.stringify(members)]);
  return file;
}

const extract = (file: string, ...prefixes: string[]): string =>
  execFileSync('python3', [script, file, path.join(base, 'out'), ...prefixes], { encoding: 'utf8', stdio: 'pipe' });

describe('extract_members.py', () => {
  it('unpacks what begins with a prefix and nothing else', () => {
    const file = zip({ 'a/lib.so': 'library', 'a/include/c/api.h': 'header', 'b/module.py': 'python' });
    expect(extract(file, 'a/lib.so', 'a/include/').trim().split('\n').at(-1)).toBe('100');
    expect(readFileSync(path.join(base, 'out/a/include/c/api.h'), 'utf8')).toBe('header');
    expect(existsSync(path.join(base, 'out/b'))).toBe(false);
  });

  it('keeps programs executable', () => {
    extract(zip({ 'bin/run.sh': '', 'bin/notes': '' }), 'bin/');
    expect(statSync(path.join(base, 'out/bin/run.sh')).mode & 0o111).not.toBe(0);
    expect(statSync(path.join(base, 'out/bin/notes')).mode & 0o111).toBe(0);
  });

  it('refuses a member that leads out of the folder', () => {
    expect(() => extract(zip({ '../evil': 'x' }), '../')).toThrow('points outside the folder');
    expect(existsSync(path.join(base, 'evil'))).toBe(false);
  });
});
