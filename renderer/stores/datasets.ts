import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

import type { DatasetChoice, RecentDataset } from '../../electron/contract';
import type { ImageSize } from '../../src-core/data/picture';
import { useAppStore } from './app';

/** The data set that the next run will use. */
export const useDatasetsStore = defineStore('datasets', () => {
  const app = useAppStore();
  const choice = shallowRef<DatasetChoice | null>(null);
  /** Folders opened before, the latest first. */
  const recent = shallowRef<readonly RecentDataset[]>([]);
  /** True while a data set is being read. */
  const reading = ref(false);

  /** Opens the folder dialog. */
  async function pick(): Promise<void> {
    await read(() => app.ask('dataset:pick'));
  }

  /** Takes the data set that the app draws itself. */
  async function useDemo(): Promise<void> {
    await read(() => app.ask('dataset:demo'));
  }

  /** Takes a folder opened before. */
  async function reopen(id: string): Promise<void> {
    await read(() => app.ask('dataset:reopen', id));
  }

  /** Takes the data set of an earlier run. */
  async function takeFromRun(runId: string): Promise<void> {
    await read(() => app.ask('dataset:of-run', runId));
  }

  /** Makes the pictures of the image folder another size; null lets one be chosen from theirs. */
  async function resize(size: ImageSize | null): Promise<void> {
    const { value } = choice;
    if (value !== null) await read(() => app.ask('dataset:resize', { dataset: value.token, size }));
  }

  /** Takes a dropped folder. */
  async function drop(file: File): Promise<void> {
    await read(async () => app.unwrap(await window.dartboard.dropDataset(file)));
  }

  /** What was chosen before stays when the dialog is cancelled or the new folder cannot be read. */
  async function read(load: () => Promise<DatasetChoice | null | undefined>): Promise<void> {
    if (reading.value) return;
    reading.value = true;
    try {
      choice.value = (await load()) ?? choice.value;
    } finally {
      reading.value = false;
    }
  }

  /** Shows what is opened from the menu. */
  function connect(): void {
    window.dartboard.on('dataset:opened', (opened) => {
      choice.value = opened;
      app.view = 'new';
    });
  }

  async function loadRecent(): Promise<void> {
    recent.value = (await app.ask('dataset:recent')) ?? recent.value;
  }

  return { choice, recent, reading, pick, useDemo, reopen, takeFromRun, resize, drop, loadRecent, connect };
});
