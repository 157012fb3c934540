import { UserError } from '../../src-core/user-error';

const LONGEST_SIDE = 5_000;

/**
 * The size in CSS pixels that a drawing claims by width and height, else by its viewBox.
 * @throws UserError when it claims none, or one that no page has
 */
export function svgSize(svg: string): { readonly width: number; readonly height: number } {
  const head = /<svg\b[^>]*>/.exec(svg)?.[0] ?? '';
  const box = /\bviewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"/.exec(head);
  const width = Number(/\swidth="([\d.]+)(?:px)?"/.exec(head)?.[1] ?? box?.[1]);
  const height = Number(/\sheight="([\d.]+)(?:px)?"/.exec(head)?.[1] ?? box?.[2]);
  const sound = [width, height].every((side) => Number.isFinite(side) && side > 0 && side <= LONGEST_SIDE);
  if (!sound) throw new UserError('This drawing has no size and cannot be printed as PDF.');
  return { width, height };
}
