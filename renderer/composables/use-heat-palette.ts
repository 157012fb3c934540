import { shallowRef, watch, type Ref } from 'vue';

import { parseHex, type Rgb } from '../lib/heat-color';
import { OPERATIONS } from '../lib/operations';
import { useAppStore } from '../stores/app';

/** The colours that heat maps mix from, as numbers. */
export interface HeatPalette {
  readonly empty: Rgb;
  /** One for each operation, in order. */
  readonly tints: readonly Rgb[];
}

/** The colours of the theme that is drawn now. */
export function useHeatPalette(): Readonly<Ref<HeatPalette>> {
  const app = useAppStore();
  const palette = shallowRef(readPalette());
  // After the theme's attribute is set, so that the new colours are read.
  watch(
    () => app.theme,
    () => {
      palette.value = readPalette();
    },
    { flush: 'post' },
  );
  return palette;
}

function readPalette(): HeatPalette {
  const theme = getComputedStyle(document.documentElement);
  const read = (property: string): Rgb => parseHex(theme.getPropertyValue(property));
  return { empty: read('--heat-empty'), tints: OPERATIONS.map((operation) => read(operation.property)) };
}
