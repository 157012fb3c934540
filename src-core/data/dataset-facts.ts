import * as v from 'valibot';

/** Where images come from: a folder on disk, or the generator that draws the demo set. */
export const DataSourceSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('folder'), path: v.pipe(v.string(), v.minLength(1)) }),
  v.strictObject({ kind: v.literal('demo') }),
]);
/** Where images come from. */
export type DataSource = v.InferOutput<typeof DataSourceSchema>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What was found in a data set; small enough to keep in every run folder. */
export const DatasetFactsSchema = v.strictObject({
  format: v.picklist(['cifar-10-binary', 'demo']),
  /** The folder's name, or the demo set's. */
  name: v.string(),
  classNames: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Training images of each class, in the order of `classNames`. */
  trainPerClass: v.array(Count),
  trainImages: Count,
  /** 0 when there is no test split. */
  testImages: Count,
  /** Of every image, in pixels. */
  height: Count,
  width: Count,
  /** Colour channels. */
  channels: Count,
  /** Hash of the pixels and labels, hexadecimal: tells whether two runs saw the same data. */
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

/** What a person sees of a data set before the search starts. */
export const DatasetPreviewSchema = v.strictObject({
  facts: DatasetFactsSchema,
  /** A few images of each class, class by class. */
  thumbnails: v.array(ThumbnailSchema),
});
/** What a person sees of a data set before the search starts. */
export type DatasetPreview = v.InferOutput<typeof DatasetPreviewSchema>;
