import { computed, type ComputedRef } from 'vue';

import type { ChartLook } from '../lib/chart/chart-spec';
import { useAppStore } from '../stores/app';

/** What is drawn while the page's styles are still to come. */
const UNSTYLED = '#808080';

/** The theme's colours and type as charts take them; another value once the theme changes. */
export function useChartLook(): ComputedRef<ChartLook> {
  const app = useAppStore();
  return computed(() => readLook(app.theme));
}

/** The colours of a theme, read from the page when they are first asked for. */
function readLook(theme: 'light' | 'dark'): ChartLook {
  const colors = new Map<string, string>();
  const root = document.documentElement;
  const read = (property: string): string => getComputedStyle(root).getPropertyValue(property).trim();
  const readColor = (property: string): string => read(property) || UNSTYLED;
  return {
    colorOf: (property) => {
      // The attribute may follow a moment after the theme: only what belongs to it is kept.
      if (root.dataset['theme'] !== theme) return readColor(property);
      const known = colors.get(property) ?? readColor(property);
      colors.set(property, known);
      return known;
    },
    font: read('--font-sans') || 'sans-serif',
    fontSize: Number.parseFloat(read('--text-xs')) || 11,
  };
}
