import { parseArgs } from 'node:util';

import { loadTensorFlow } from '../../src-core/runtime/load-tensorflow';
import { messageOf, UserError } from '../../src-core/user-error';
import { findTargets } from './find-targets';
import type { Engine } from './open-session';
import { runTarget, type TargetResult } from './run-target';
import { summarise } from './summary';
import { tableHead, tableRows } from './table';

/** Where lines go: the table is the result, progress is not. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

const USAGE = `usage: npm run parity -- FOLDER... [--eager] [--compiled] [--standard]
Compares what Dartboard computes with numbers of the reference: each FOLDER holds a manifest.json and a tensors.bin, or
several such folders. It runs op by op (--eager) and as one graph (--compiled) unless told; --standard runs op by op with
TensorFlow's own operations instead of the fused kernels.`;

/**
 * The command `npm run parity`.
 *
 * @returns 0 when all is within tolerance, 1 on a miss or a broken folder, 2 on wrong usage
 */
export async function parity(args: readonly string[], { out, err }: Terminal): Promise<number> {
  const request = parseRequest(args);
  if (typeof request === 'string') {
    err(request);
    err(USAGE);
    return 2;
  }
  try {
    const targets = findTargets(request.paths);
    const { name, tensorflow } = await loadTensorFlow();
    out(`${name}, TensorFlow ${tensorflow}`);
    for (const line of tableHead(request.engines)) out(line);
    const results: TargetResult[] = [];
    for (const target of targets) {
      const result = runTarget(target, request.engines, (text) => err(`... ${text}`));
      for (const line of tableRows(result)) out(line);
      results.push(result);
    }
    const { lines, ok } = summarise(results);
    for (const line of lines) out(line);
    return ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    err(error.message);
    return 1;
  }
}

function parseRequest(args: readonly string[]): { paths: readonly string[]; engines: readonly Engine[] } | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { eager: { type: 'boolean' }, compiled: { type: 'boolean' }, standard: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (positionals.length === 0) return 'No folder is named.';
    const named = (['eager', 'compiled', 'standard'] as const).filter((engine) => values[engine]);
    return { paths: positionals, engines: named.length > 0 ? named : ['eager', 'compiled'] };
  } catch (error) {
    return messageOf(error);
  }
}
