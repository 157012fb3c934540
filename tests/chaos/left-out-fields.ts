import * as v from 'valibot';

import type { Checkpoint } from '../../src-core/runs/checkpoint-file';
import { SearchCheckpointSchema } from '../../src-core/search/search-checkpoint';
import type { SearchCheckpoint } from '../../src-core/search/search-checkpoint';

/** What a continued search would have if a field had never been saved: what it has when it begins. */
export const FORGOTTEN_NUMBERS = [
  'position.epoch',
  'position.step',
  'position.validated',
  'train.loss',
  'train.top1',
  'train.top5',
  'train.count',
  'validation.loss',
  'validation.top1',
  'validation.top5',
  'validation.count',
  'measurements',
  'bestTop1',
] as const;

/** Fields that say whose checkpoint it is: without one, it is refused. */
export const IDENTITY = ['kind', 'config', 'data', 'environment'] as const;

/** A checkpoint whose field, named by its path, is what it is at the beginning of a search. */
export function forget(checkpoint: Checkpoint, path: string): Checkpoint {
  const header = structuredClone(v.parse(SearchCheckpointSchema, checkpoint.header));
  const [outer = '', inner] = path.split('.');
  if (inner === undefined) Object.assign(header, { [outer]: outer === 'bestTop1' ? null : 0 });
  else Object.assign(partOf(header, outer), { [inner]: 0 });
  return { ...checkpoint, header };
}

/** A checkpoint without a tensor's numbers: `initial` in their place. */
export function forgetTensor(checkpoint: Checkpoint, name: string, initial: Checkpoint): Checkpoint {
  return { ...checkpoint, tensors: { ...checkpoint.tensors, [name]: initial.tensors[name] ?? missing(name) } };
}

function partOf(header: SearchCheckpoint, name: string): object {
  switch (name) {
    case 'position':
      return header.position;
    case 'train':
      return header.train;
    case 'validation':
      return header.validation;
    case 'counters':
      return header.counters;
    default:
      return missing(name);
  }
}

function missing(name: string): never {
  throw new Error(`There is no ${name} to forget.`);
}
