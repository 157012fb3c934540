import { ref, type Ref } from 'vue';

import type { ExportKind } from '../../electron/contract';
import { svgToPng } from '../lib/svg-to-png';
import { useAppStore } from '../stores/app';

/** Saving what the window has drawn or tabulated, where the person says. */
export function useExport(): {
  /** Where something was saved last; empty before. */
  savedAs: Ref<string>;
  save: (name: string, kind: ExportKind, data: string | Uint8Array) => Promise<void>;
  /** Saves a picture: as the SVG itself, as a PNG drawn from it, or as a PDF of its size. */
  savePicture: (name: string, kind: 'svg' | 'png' | 'pdf', svg: string) => Promise<void>;
} {
  const app = useAppStore();
  const savedAs = ref('');

  async function save(name: string, kind: ExportKind, data: string | Uint8Array): Promise<void> {
    const path = await app.ask('export:save', { suggestedName: name, kind, data });
    if (typeof path !== 'string') return;
    savedAs.value = path;
    app.show(`Saved as ${path}.`);
  }

  async function savePicture(name: string, kind: 'svg' | 'png' | 'pdf', svg: string): Promise<void> {
    if (kind !== 'png') return save(name, kind, svg);
    try {
      await save(name, kind, await svgToPng(svg));
    } catch (error) {
      app.show(`The picture cannot be drawn: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  return { savedAs, save, savePicture };
}
