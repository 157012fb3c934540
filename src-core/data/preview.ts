import type { DatasetPreview, Thumbnail } from './dataset-facts';
import type { ImageDataset } from './image-dataset';
import { encodePng } from './png';

const PER_CLASS = 6;
/** However many classes there are, a preview stays small enough to be a message. */
const MAX_THUMBNAILS = 240;

/** What a person sees of a data set before the search starts: the facts and the first training images of each class. */
export function previewOf({ facts, train }: ImageDataset): DatasetPreview {
  const perClass = Math.max(1, Math.min(PER_CLASS, Math.floor(MAX_THUMBNAILS / facts.classNames.length)));
  const first: number[][] = facts.classNames.map(() => []);
  for (const [index, label] of train.labels.entries()) {
    const members = first[label];
    if (members !== undefined && members.length < perClass) members.push(index);
  }
  const length = facts.height * facts.width * facts.channels;
  const thumbnails = first.flatMap((members, label) =>
    members.map((index): Thumbnail => {
      const png = encodePng(train.images.subarray(index * length, (index + 1) * length), facts);
      return { label, url: `data:image/png;base64,${png.toString('base64')}` };
    }),
  );
  return { facts, thumbnails };
}
