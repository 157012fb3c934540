import { computed, type ComputedRef } from 'vue';

import { settingsOf } from '../../src-core/runs/run-info';
import { evidenceUntil, type Evidence } from '../lib/diagnosis/evidence';
import { findingsOf, type Finding } from '../lib/diagnosis/findings';
import { verdictOf, type Verdict } from '../lib/diagnosis/verdict';
import { useRunStore } from '../stores/run';

/** What can be said of the run on the screen, at the moment that is looked at. */
export function useDiagnosis(): { verdict: ComputedRef<Verdict | null>; findings: ComputedRef<readonly Finding[]> } {
  const run = useRunStore();
  const evidence = computed<Evidence | null>(() => {
    const { log, info, revision } = run;
    if (log === null || info === null || revision < 0) return null;
    return evidenceUntil(
      {
        classes: info.data.classNames.length,
        plannedEpochs: settingsOf(info).epochs,
        series: log.series,
        epochs: log.epochs,
        alphas: run.alphas,
      },
      run.held?.globalStep ?? null,
    );
  });
  return {
    verdict: computed(() => (evidence.value === null ? null : verdictOf(evidence.value))),
    findings: computed(() => (evidence.value === null ? [] : findingsOf(evidence.value))),
  };
}
