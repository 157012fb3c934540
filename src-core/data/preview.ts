import type { DatasetPreview, Thumbnail } from './dataset-facts';
import type { ImageDataset } from './image-dataset';
import { readPixels } from './pixels';
import { encodePng } from './png';

const PER_CLASS = 6;
/** However many classes there are and however large the images, a preview stays small enough to be a message. */
const MAX_THUMBNAILS = 240;
const MAX_BYTES = 6_000_000;

/** What a person sees of a data set before the search starts: the facts, what to know, and the first training images of each class. */
export async function previewOf({ facts, train, warnings }: ImageDataset): Promise<DatasetPreview> {
  const length = facts.height * facts.width * facts.channels;
  const most = Math.min(MAX_THUMBNAILS, Math.floor(MAX_BYTES / length));
  const perClass = Math.max(1, Math.min(PER_CLASS, Math.floor(most / facts.classNames.length)));
  const first: number[][] = facts.classNames.map(() => []);
  for (const [index, label] of train.labels.entries()) {
    const members = first[label];
    if (members !== undefined && members.length < perClass) members.push(index);
  }
  const members = Uint32Array.from(first.flat().slice(0, Math.max(1, most)));
  const pixels = await readPixels(train, facts, members);
  const thumbnails = Array.from(members, (member, i): Thumbnail => {
    const png = encodePng(pixels(i), facts);
    return { label: train.labels[member] ?? 0, url: `data:image/png;base64,${png.toString('base64')}` };
  });
  return { facts, thumbnails, warnings: [...warnings] };
}
