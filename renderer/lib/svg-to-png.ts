/** Pixels for each unit of the drawing, so that it is sharp in print. */
const SCALE = 2;

/**
 * Draws an SVG that needs nothing else as a PNG.
 *
 * @throws Error when the picture cannot be drawn
 */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) throw new Error('the picture is too large for this machine');
  return new Uint8Array(await blob.arrayBuffer());
}
