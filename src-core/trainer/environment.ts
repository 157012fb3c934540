import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { version } from '../../package.json';
import type { Device } from '../runs/run-info';
import { fusedKernelsLibrary } from '../runtime/fused-kernels-library';
import type { Environment } from '../loop/run-checkpoint';

/** What the numbers of a run depend on besides its config and its data, as it is in this process. */
export function environmentOf(device: Device): Environment {
  const settings = Object.entries(process.env).flatMap(([name, value]) =>
    /^(?:TF_(?:DETERMINISTIC|ENABLE_ONEDNN|NUM_INTRAOP)|DARTBOARD_KERNELS)/.test(name) && value !== undefined
      ? [[name, value] as const]
      : [],
  );
  return {
    app: version,
    node: process.versions.node,
    device,
    settings: {
      ...Object.fromEntries(settings.sort(([a], [b]) => (a < b ? -1 : 1))),
      kernels: device.kind === 'cpu' ? kernels() : 'standard',
    },
  };
}

/** Of the library as this process has loaded it, whatever another one has built in its place since. */
let digest: string | undefined;

/** Which kernels compute: the beginning of the fused ones' digest, as each build of them may round otherwise. */
function kernels(): string {
  const library = fusedKernelsLibrary();
  if (library === null) return 'standard';
  digest ??= createHash('sha256').update(readFileSync(library)).digest('hex').slice(0, 16);
  return digest;
}
