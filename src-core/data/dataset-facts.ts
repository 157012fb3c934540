import * as v from 'valibot';

/** The sides of images that a person may ask for, in pixels. */
export const MIN_SIDE = 4;
export const MAX_SIDE = 1_024;

const Side = v.pipe(v.number(), v.integer(), v.minValue(MIN_SIDE), v.maxValue(MAX_SIDE));

/** A size that a person asks for. */
export const ImageSizeSchema = v.strictObject({ height: Side, width: Side });

/** Where images come from: a folder on disk, or the generator that draws the demo set. */
export const DataSourceSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('folder'),
    path: v.pipe(v.string(), v.minLength(1)),
    /** What the pictures of an image folder are resized to; without it, a size is chosen from theirs. */
    size: v.optional(ImageSizeSchema),
  }),
  v.strictObject({ kind: v.literal('demo') }),
]);
/** Where images come from. */
export type DataSource = v.InferOutput<typeof DataSourceSchema>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The forms of data sets that are read. */
export const DATASET_FORMATS = [
  'cifar-10-binary',
  'cifar-100-binary',
  'cifar-10-python',
  'cifar-100-python',
  'idx',
  'image-folder',
  'demo',
] as const;
/** The form of a data set. */
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

/** What was found in a data set; small enough to keep in every run folder. */
export const DatasetFactsSchema = v.strictObject({
  format: v.picklist(DATASET_FORMATS),
  /** The folder's name, or the demo set's. */
  name: v.string(),
  classNames: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Training images of each class, in the order of `classNames`. */
  trainPerClass: v.array(Count),
  /** Test images of each class; not in runs of version 0.1. */
  testPerClass: v.optional(v.array(Count)),
  trainImages: Count,
  /** 0 when there is no test split. */
  testImages: Count,
  /** Of every image, in pixels. */
  height: Count,
  width: Count,
  /** Colour channels. */
  channels: Count,
  /** The sizes of the pictures before they were resized; only of image folders. */
  originalSizes: v.optional(v.strictObject({ minHeight: Count, maxHeight: Count, minWidth: Count, maxWidth: Count })),
  /** Mean of each channel over all training pixels, scaled to 0..1; not in runs of version 0.1. */
  mean: v.optional(v.array(v.number())),
  /** Standard deviation of each channel, likewise. */
  std: v.optional(v.array(v.number())),
  /** Hash of the pixels and labels (of the files, where they are read as needed), hexadecimal: tells whether two runs saw the same data. */
  fingerprint: v.string(),
});
/** What was found in a data set. */
export type DatasetFacts = v.InferOutput<typeof DatasetFactsSchema>;

/** One small picture for the window. */
export const ThumbnailSchema = v.strictObject({
  /** Index into `classNames`. */
  label: Count,
  /** A PNG as a `data:` URL. */
  url: v.pipe(v.string(), v.startsWith('data:image/png;base64,')),
});
/** One small picture for the window. */
export type Thumbnail = v.InferOutput<typeof ThumbnailSchema>;

/** Something about a data set that a person should know before a search, and that does not prevent it. */
export const DatasetWarningSchema = v.strictObject({
  kind: v.picklist(['unreadable', 'passed-over', 'imbalance', 'duplicates', 'names', 'sample']),
  /** One sentence. */
  message: v.string(),
  /** How many files or images it is about. */
  count: Count,
  /** The first of them, by name. */
  files: v.array(v.string()),
});
/** Something about a data set that a person should know. */
export type DatasetWarning = v.InferOutput<typeof DatasetWarningSchema>;

/** What a person sees of a data set before the search starts. */
export const DatasetPreviewSchema = v.strictObject({
  facts: DatasetFactsSchema,
  /** A few images of each class, class by class. */
  thumbnails: v.array(ThumbnailSchema),
  warnings: v.array(DatasetWarningSchema),
});
/** What a person sees of a data set before the search starts. */
export type DatasetPreview = v.InferOutput<typeof DatasetPreviewSchema>;
