import { INPUT_STATES } from '../../src-core/space/cell-topology';

/** What a state of a cell is called: `c_{k-2}`, `c_{k-1}`, then the nodes' numbers (quark0/darts cnn/visualize.py). */
export function stateName(state: number): string {
  return state < INPUT_STATES ? `c_{k-${INPUT_STATES - state}}` : String(state - INPUT_STATES);
}

/** The same where there is no markup: `cₖ₋₂`. */
export function stateText(state: number): string {
  return state < INPUT_STATES ? `cₖ₋${'₀₁₂'.charAt(INPUT_STATES - state)}` : stateName(state);
}
