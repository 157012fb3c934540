import { exifTurned } from './exif-orientation';

/** The formats that are decoded. */
export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp';

/** What a picture's first bytes tell, before anything is decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** In pixels, as shown: turned when its EXIF data say so. */
  readonly width: number;
  readonly height: number;
  /** Whether it has no colours. */
  readonly gray: boolean;
}

/**
 * Reads a picture's format and size.
 *
 * @param bytes the file's beginning
 * @returns `more` when the size stands farther on; null when it is no picture of a known format
 */
export function parseImageHeader(bytes: Uint8Array): ImageHeader | 'more' | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (starts(bytes, 0, PNG)) return png(view);
  if (starts(bytes, 0, [0xff, 0xd8, 0xff])) return jpeg(view);
  if (starts(bytes, 0, ascii('GIF87a')) || starts(bytes, 0, ascii('GIF89a'))) return gif(view);
  if (starts(bytes, 0, ascii('RIFF')) && starts(bytes, 8, ascii('WEBP'))) return webp(view);
  return null;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** W3C PNG, third edition: IHDR comes first. */
function png(view: DataView): ImageHeader | 'more' | null {
  if (view.byteLength < 26) return 'more';
  if (view.getUint32(12) !== 0x49484452) return null;
  const colourType = view.getUint8(25);
  return sized('png', view.getUint32(16), view.getUint32(20), colourType === 0 || colourType === 4);
}

/** GIF89a: the logical screen's size. */
function gif(view: DataView): ImageHeader | 'more' | null {
  if (view.byteLength < 10) return 'more';
  return sized('gif', view.getUint16(6, true), view.getUint16(8, true), false);
}

/** ITU-T T.81, annex B: segments up to the first frame header. */
function jpeg(view: DataView): ImageHeader | 'more' | null {
  let turned = false;
  for (let at = 2; at + 4 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // fill byte
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || marker === 0xd9 || marker === 0xda) return null;
    if (isFrame(marker)) {
      if (at + 10 > view.byteLength) return 'more';
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      const gray = view.getUint8(at + 9) === 1;
      return turned ? sized('jpeg', height, width, gray) : sized('jpeg', width, height, gray);
    }
    if (marker === 0xe1 && at + 2 + length <= view.byteLength) {
      turned ||= exifTurned(new DataView(view.buffer, view.byteOffset + at + 4, length - 2));
    }
    at += 2 + length;
  }
  return 'more';
}

/** Frame headers: SOF0 to SOF15 without DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** RFC 9649: the first chunk is VP8, VP8L or VP8X. */
function webp(view: DataView): ImageHeader | 'more' | null {
  if (view.byteLength < 30) return 'more';
  switch (view.getUint32(12)) {
    case 0x56503820: // 'VP8 '
      return sized('webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff, false);
    case 0x5650384c: {
      // 'VP8L'
      const bits = view.getUint32(21, true);
      return sized('webp', 1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff), false);
    }
    case 0x56503858: // 'VP8X'
      return sized('webp', 1 + uint24(view, 24), 1 + uint24(view, 27), false);
    default:
      return null;
  }
}

function sized(format: ImageFormat, width: number, height: number, gray: boolean): ImageHeader | null {
  return width > 0 && height > 0 ? { format, width, height, gray } : null;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + 65_536 * view.getUint8(at + 2);
}

function starts(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, i) => bytes[at + i] === byte);
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
