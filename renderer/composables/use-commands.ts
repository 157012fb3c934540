import { computed, nextTick, onScopeDispose, type ComputedRef } from 'vue';

import type { IconName } from '../lib/icons';
import { commandOf, type CommandName } from '../lib/shortcuts';
import { useAppStore, type View } from '../stores/app';
import { useConfirmStore } from '../stores/confirm';
import { useDatasetsStore } from '../stores/datasets';
import { useGenotypesStore } from '../stores/genotypes';
import { useRunStore } from '../stores/run';
import { useRunsStore } from '../stores/runs';
import { useSearchFormStore } from '../stores/search-form';
import { useTourStore } from '../stores/tour';

/** Something the window can do at any time. */
export interface Command {
  readonly name: CommandName;
  readonly words: string;
  readonly icon: IconName;
  /** Why it cannot be done now; null when it can. */
  readonly hindrance: string | null;
  run(): Promise<void> | void;
}

/** Every command, for the palette, the menu and the keys: the same as the window's own buttons. */
export function useCommands(): ComputedRef<readonly Command[]> {
  const app = useAppStore();
  const confirm = useConfirmStore();
  const datasets = useDatasetsStore();
  const form = useSearchFormStore();
  const genotypes = useGenotypesStore();
  const run = useRunStore();
  const runs = useRunsStore();
  const tour = useTourStore();

  const show = (view: View) => (): void => {
    app.view = view;
  };

  async function showLive(): Promise<void> {
    if (run.id === null || run.id !== run.liveId) await run.openLive();
    app.view = 'run';
  }

  async function start(): Promise<void> {
    const { choice } = datasets;
    const { config } = form.checked;
    if (choice !== null && config !== null && (await run.start(choice.token, config))) app.view = 'run';
  }

  async function stop(): Promise<void> {
    const agreed = await confirm.ask({
      title: 'Stop this run?',
      text: 'Everything up to now stays in its run folder, but it ends here; pause it to go on later.',
      action: 'Stop',
      danger: true,
    });
    if (agreed) await run.control('stop');
  }

  async function exportReport(): Promise<void> {
    app.view = 'run';
    await nextTick();
    app.reportsWanted += 1;
  }

  async function copyDiagnostics(): Promise<void> {
    if ((await app.ask('app:copy-diagnostics')) !== undefined) app.show('Diagnostics are on the clipboard.', 'done');
  }

  return computed((): readonly Command[] => {
    const noRun = run.isLive ? null : 'No run is live.';
    const noGenotype =
      run.shown === null ? 'There is no genotype to save yet: start a search or open a run first.' : null;
    const noStart = form.extent === null ? 'Choose a data set first.' : run.isLive ? 'A run is live already.' : null;
    return [
      command('new-search', 'New search', 'plus', show('new')),
      command('show-run', 'Live run', 'activity', showLive),
      command('show-runs', 'Runs', 'list', show('runs')),
      command(
        'compare-runs',
        'Compare the chosen runs',
        'compare',
        show('compare'),
        runs.chosen.length < 2 ? 'Tick two runs or more in the list of runs first.' : null,
      ),
      command('show-genotypes', 'Genotypes', 'cells', show('genotypes')),
      command('show-retrain', 'Retrain a genotype', 'retrain', show('retrain')),
      command('learn', 'Learn', 'book', show('learn')),
      command('settings', 'Settings', 'gear', show('settings')),
      command('open-dataset', 'Open data set…', 'folder', () => {
        app.view = 'new';
        return datasets.pick();
      }),
      command('open-genotype', 'Open genotype…', 'cells', genotypes.open),
      command('start-search', 'Start the search', 'play', start, noStart),
      command(
        'pause-or-resume',
        run.state === 'paused' ? 'Resume the live run' : 'Pause the live run',
        run.state === 'paused' ? 'play' : 'pause',
        async () => {
          await run.control(run.state === 'paused' ? 'resume' : 'pause');
        },
        noRun,
      ),
      command('stop-search', 'Stop the live run…', 'stop', stop, noRun),
      command('save-genotype', 'Save the genotype shown…', 'save', () => run.saveGenotype('json'), noGenotype),
      command(
        'export-report',
        'Export the report of the run shown…',
        'external',
        exportReport,
        run.id === null ? 'There is no run to report on yet: start a search or open a run first.' : null,
      ),
      command('tour', 'Tour on the demo data', 'activity', tour.start),
      command('next-theme', 'Change the theme', 'moon', app.toggleTheme),
      command('command-palette', 'Command palette', 'search', overlay('palette')),
      command('keyboard-shortcuts', 'Keyboard shortcuts', 'help', overlay('shortcuts')),
      command('about', 'About Dartboard', 'info', overlay('about')),
      command('open-logs', 'Open the logs folder', 'folder', async () => {
        await app.ask('app:open-logs');
      }),
      command('copy-diagnostics', 'Copy diagnostics', 'copy', copyDiagnostics),
    ];
  });

  function overlay(name: 'palette' | 'shortcuts' | 'about'): () => void {
    return () => {
      app.overlay = app.overlay === name ? null : name;
    };
  }

  function command(
    name: CommandName,
    words: string,
    icon: IconName,
    act: () => Promise<void> | void,
    hindrance: string | null = null,
  ): Command {
    const run = (): Promise<void> | void => {
      if (hindrance === null) return act();
      app.show(hindrance, 'hint');
    };
    return { name, words, icon, hindrance, run };
  }
}

/** Does what the application's menu and the keys ask for. */
export function useCommandKeys(commands: ComputedRef<readonly Command[]>): void {
  const find = (name: CommandName): Command | undefined => commands.value.find((command) => command.name === name);

  function press(event: KeyboardEvent): void {
    const name = commandOf(event);
    const command = name === null ? undefined : find(name);
    // Over a dialog only the palette's own keys count.
    const busy = document.querySelector('dialog[open]') !== null && name !== 'command-palette';
    if (command === undefined || busy) return;
    event.preventDefault();
    void command.run();
  }

  document.addEventListener('keydown', press);
  const silence = window.dartboard.on('menu:command', (name) => void find(name)?.run());
  onScopeDispose(() => {
    document.removeEventListener('keydown', press);
    silence();
  });
}
