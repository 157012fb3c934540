import { MAX_SIDE, MIN_SIDE } from '../data/dataset-facts';
import type { DataSource } from '../data/dataset-facts';
import type { ImageSize } from '../data/picture';
import { UsageError, textOf } from './command';
import type { Arguments, CommandOption } from './command';

/** The options that name a data set. */
export const DATA_OPTIONS: readonly CommandOption[] = [
  {
    name: 'data',
    kind: 'text',
    value: 'DIR',
    help: 'Folder with the data set: CIFAR-10 or CIFAR-100, MNIST-like idx files, or a folder of pictures for each class.',
  },
  {
    name: 'image-size',
    kind: 'text',
    value: 'WxH',
    help: 'What the pictures of an image folder are resized to, such as 64x48. [chosen from their sizes]',
  },
  { name: 'demo', kind: 'boolean', help: 'Take the demo data set, which the program draws itself.' },
];

/** @throws UsageError when no data set is named, or two, or a size that is none */
export function dataSourceFrom(given: Arguments): DataSource {
  const path = textOf(given, 'data');
  const demo = given.values.get('demo') === true;
  if (path !== undefined && demo) throw new UsageError('--data and --demo exclude each other.');
  const size = sizeFrom(textOf(given, 'image-size'));
  if (size !== undefined && path === undefined) throw new UsageError('--image-size goes with --data.');
  if (path !== undefined) return { kind: 'folder', path, ...(size === undefined ? {} : { size }) };
  if (demo) return { kind: 'demo' };
  throw new UsageError('Name a data set: --data DIR, or --demo.');
}

function sizeFrom(text: string | undefined): ImageSize | undefined {
  if (text === undefined) return undefined;
  const [, width, height] = (/^(\d{1,4})x(\d{1,4})$/.exec(text) ?? []).map(Number);
  const valid = (side: number | undefined): side is number =>
    side !== undefined && side >= MIN_SIDE && side <= MAX_SIDE;
  if (!valid(width) || !valid(height)) {
    throw new UsageError(
      `--image-size needs a width and a height of ${MIN_SIDE} to ${MAX_SIDE} pixels, such as 64x48, not "${text}".`,
    );
  }
  return { height, width };
}
