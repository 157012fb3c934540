const ORIENTATION = 0x0112;

/**
 * Whether a picture is shown turned by a quarter, so that its height is its width (Exif 2.3, orientations 5 to 8).
 *
 * @param segment the content of a JPEG's APP1 segment; damaged or other content counts as not turned
 */
export function exifTurned(segment: DataView): boolean {
  const TIFF = 6;
  if (segment.byteLength < TIFF + 8 || segment.getUint32(0) !== 0x45786966) return false;
  const order = segment.getUint16(TIFF);
  if (order !== 0x4949 && order !== 0x4d4d) return false;
  const little = order === 0x4949;
  const directory = TIFF + segment.getUint32(TIFF + 4, little);
  if (directory + 2 > segment.byteLength) return false;
  const entries = segment.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > segment.byteLength) return false;
    if (segment.getUint16(entry, little) !== ORIENTATION) continue;
    const value = segment.getUint16(entry + 8, little);
    return value >= 5 && value <= 8;
  }
  return false;
}
