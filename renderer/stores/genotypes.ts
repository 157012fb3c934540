import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

import type { OpenedGenotype } from '../../electron/contract';
import { parseGenotype } from '../../src-core/space/genotype-text';
import { useAppStore } from './app';

/** Genotypes that were opened from files in this session, the latest first. */
export const useGenotypesStore = defineStore('genotypes', () => {
  const app = useAppStore();
  const opened = shallowRef<readonly OpenedGenotype[]>([]);
  /** The one that a file brought last; it is shown first. */
  const latest = shallowRef<OpenedGenotype | null>(null);

  function take(genotype: OpenedGenotype): void {
    opened.value = [genotype, ...opened.value.filter(({ name }) => name !== genotype.name)];
    latest.value = genotype;
    app.view = 'genotypes';
  }

  /** Opens a file by dialog. */
  async function open(): Promise<void> {
    const genotype = await app.ask('genotype:open');
    if (genotype !== undefined && genotype !== null) take(genotype);
  }

  /** Reads a file that was dropped on the window. */
  async function drop(file: File): Promise<void> {
    try {
      take({ name: file.name, genotype: parseGenotype(await file.text()) });
    } catch (error) {
      app.show(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Takes the file the app was started with, and those that the system opens later. */
  async function connect(): Promise<void> {
    window.dartboard.on('genotype:opened', take);
    const pending = await app.ask('genotype:pending');
    if (pending !== undefined && pending !== null) take(pending);
  }

  return { opened, latest, open, drop, connect };
});

/** Whether a dropped file can be a genotype rather than a data set's folder. */
export function isGenotypeFile({ name }: Pick<File, 'name'>): boolean {
  return /\.(json|genotype|py|txt)$/i.test(name);
}
