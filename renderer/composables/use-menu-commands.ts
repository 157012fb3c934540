import { onScopeDispose } from 'vue';

import type { MenuCommand } from '../../electron/contract';
import { useAppStore } from '../stores/app';
import { useDatasetsStore } from '../stores/datasets';
import { useRunStore } from '../stores/run';

/** Does what the application's menu asks for: the same as the window's own buttons. */
export function useMenuCommands(): void {
  const app = useAppStore();
  const datasets = useDatasetsStore();
  const run = useRunStore();

  const commands: Partial<Record<MenuCommand, () => Promise<void>>> = {
    'open-dataset': () => {
      app.view = 'new';
      return datasets.pick();
    },
    'save-genotype': () => {
      if (run.shown !== null) return run.saveGenotype('json');
      app.show('There is no genotype to save yet: start a search or open a run first.');
      return Promise.resolve();
    },
  };
  onScopeDispose(window.dartboard.on('menu:command', (command) => void commands[command]?.()));
}
