import type { WantedImages } from '../data/image-folder/read-image-folder';
import type { RetrainConfig } from './config';

/** What quark0/darts cnn/train_imagenet.py makes of every picture. */
const IMAGENET_SIZE = { height: 224, width: 224 };

/**
 * What a training makes of an image folder's pictures, where nobody names a size: with ImageNet's augmentation 224 pixels
 * to a side, and in measuring their middle, as there; else what suits the pictures.
 */
export function imagesFor({ augmentation }: RetrainConfig): WantedImages {
  return augmentation === 'imagenet' ? { size: IMAGENET_SIZE, framing: 'centre' } : {};
}
