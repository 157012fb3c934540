/** What a person who uses an exported network must know: it travels inside the model. */
export interface ModelCard {
  /** The run that trained it. */
  readonly run: string;
  /** Version of Dartboard. */
  readonly madeBy: string;
  /** Where the genotype came from. */
  readonly genotype: string;
  /** In the order of the outputs. */
  readonly classNames: readonly string[];
  /** Of the images that it takes, in pixels; values from 0 to 255, normalising is part of the network. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** How pictures of other sizes became such images in training's measurements; only of image folders. */
  readonly preparation?: string;
}
