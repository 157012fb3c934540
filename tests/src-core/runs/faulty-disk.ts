import type * as fs from 'node:fs';

/**
 * What fails, and how: with a system error's code, by writing only half of what it was given, or both: half a write, then
 * nothing goes any more.
 */
export type Fault = 'ENOSPC' | 'EIO' | 'EPERM' | 'EROFS' | 'short write' | 'half a write, then ENOSPC';

/** Counts the operations that change the disk and lets the one with a number fail. */
export class FaultyDisk {
  /** Operations since `arm`. */
  operations = 0;
  private failing: { readonly at: number; readonly fault: Fault; readonly forGood: boolean } | null = null;

  /** From now on operation `at` (the first is 1) fails, and with `forGood` every one after it. */
  arm(at: number, fault: Fault, forGood: boolean): void {
    this.operations = 0;
    this.failing = { at, fault, forGood };
  }

  /** Nothing fails any more. */
  repair(): void {
    this.failing = null;
  }

  /** The real file system behind this disk; for `vi.mock('node:fs')`. */
  wrap(real: typeof fs): typeof fs {
    const may = (name: string): boolean => {
      this.operations++;
      const { failing } = this;
      if (failing === null || this.operations < failing.at) return true;
      const { at, fault, forGood } = failing;
      const isTorn = fault === 'half a write, then ENOSPC';
      if (this.operations > (isTorn ? at + 1 : at) && !forGood) return true;
      if (fault === 'short write' || (isTorn && this.operations === at)) return false;
      const code = isTorn ? 'ENOSPC' : fault;
      throw Object.assign(new Error(`${code}: injected, ${name}`), { code });
    };
    const guard = <A extends unknown[], R>(name: string, operation: (...args: A) => R) => {
      return (...args: A): R => {
        may(name);
        return operation(...args);
      };
    };
    const writeSync = (file: number, data: NodeJS.ArrayBufferView, offset = 0): number => {
      const length = data.byteLength - offset;
      return real.writeSync(file, data, offset, may('write') ? length : Math.ceil(length / 2));
    };
    return {
      ...real,
      openSync: guard('open', real.openSync),
      writeSync: writeSync as typeof real.writeSync,
      fsyncSync: guard('fsync', real.fsyncSync),
      renameSync: guard('rename', real.renameSync),
      rmSync: guard('rm', real.rmSync),
      mkdirSync: guard('mkdir', real.mkdirSync) as typeof real.mkdirSync,
      readdirSync: guard('readdir', real.readdirSync) as typeof real.readdirSync,
      ftruncateSync: guard('truncate', real.ftruncateSync),
    };
  }
}
