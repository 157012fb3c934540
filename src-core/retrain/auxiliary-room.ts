import { UserError } from '../user-error';
import { type NetworkShape, STEM_HALVINGS, planCells } from './network-shape';

/**
 * Refuses images that leave a network's auxiliary head fewer than two pixels to a side.
 * @throws UserError naming the smallest side that it can take
 */
export function requireRoomForAuxiliaryHead(
  shape: NetworkShape,
  { height, width }: { readonly height: number; readonly width: number },
): void {
  const plans = planCells(shape);
  const head = plans.findIndex(({ auxiliary }) => auxiliary);
  if (head === -1) return;
  const halvings = STEM_HALVINGS[shape.kind] + plans.slice(0, head + 1).filter(({ reduction }) => reduction).length;
  // Sides are rounded up at each halving.
  const least = 2 ** halvings + 1;
  if (height >= least && width >= least) return;
  throw new UserError(
    `Images of ${width} x ${height} pixels are too small for the auxiliary head of this network: turn it off (auxiliary) ` +
      `or use images of at least ${least} x ${least} pixels.`,
  );
}
