/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** A rectangle of a picture, in pixels from its top left corner. */
export interface PictureBox extends ImageSize {
  readonly left: number;
  readonly top: number;
}

/** A decoded picture of any size. */
export interface Picture extends ImageSize {
  readonly channels: number;
  /** `[height, width, channels]`, 0 to 255. */
  readonly pixels: Uint8Array;
}

/** The part of a picture that lies in a box. */
export function cutOut({ pixels, width, channels }: Picture, box: PictureBox): Picture {
  const row = box.width * channels;
  const part = new Uint8Array(box.height * row);
  for (let y = 0; y < box.height; y++) {
    const start = ((box.top + y) * width + box.left) * channels;
    part.set(pixels.subarray(start, start + row), y * row);
  }
  return { width: box.width, height: box.height, channels, pixels: part };
}

/** Mirrors a picture in place, left to right. */
export function mirror({ pixels, width, height, channels }: Picture): void {
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    for (let left = y * row, right = left + row - channels; left < right; left += channels, right -= channels) {
      for (let channel = 0; channel < channels; channel++) {
        const value = pixels[left + channel] ?? 0;
        pixels[left + channel] = pixels[right + channel] ?? 0;
        pixels[right + channel] = value;
      }
    }
  }
}
