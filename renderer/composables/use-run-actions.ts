import type { RunListEntry } from '../../electron/contract';
import { useAppStore } from '../stores/app';
import { useDatasetsStore } from '../stores/datasets';
import { useRetrainFormStore } from '../stores/retrain-form';
import { useRunStore } from '../stores/run';
import { useRunGenotypesStore } from '../stores/run-genotypes';
import { useSearchFormStore } from '../stores/search-form';

/** What can be done with a run of the list that leads to another screen. */
export function useRunActions(): {
  open: (id: string) => Promise<void>;
  resume: (id: string) => Promise<void>;
  startAgain: (entry: RunListEntry) => Promise<void>;
} {
  const app = useAppStore();
  const datasets = useDatasetsStore();
  const run = useRunStore();
  const retrainForm = useRetrainFormStore();
  const runGenotypes = useRunGenotypesStore();
  const searchForm = useSearchFormStore();

  async function open(id: string): Promise<void> {
    if (await run.open(id)) app.view = 'run';
  }

  /** Continues an interrupted run from its newest checkpoint. */
  async function resume(id: string): Promise<void> {
    if (await run.resumeRun(id)) app.view = 'run';
  }

  /** Fills the form with a run's settings and takes its data set. */
  async function startAgain(entry: RunListEntry): Promise<void> {
    if (entry.kind === 'search') {
      searchForm.fill(entry.settings);
      app.view = 'new';
    } else {
      retrainForm.fill(entry.settings);
      app.view = 'retrain';
      retrainForm.genotype = (await runGenotypes.load(entry)) ?? null;
    }
    await datasets.takeFromRun(entry.id);
  }

  return { open, resume, startAgain };
}
