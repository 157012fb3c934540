import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue';

import { settingsOf } from '../../src-core/runs/run-info';
import { evidenceUntil, type Evidence } from '../lib/diagnosis/evidence';
import { findingsOf, type Finding } from '../lib/diagnosis/findings';
import { verdictOf, type Verdict } from '../lib/diagnosis/verdict';
import { useRunStore } from '../stores/run';

/** How long the timeline rests before the run is judged anew, milliseconds: dragging stays smooth. */
const REST = 120;

/** What can be said of the run on the screen, at the moment that is looked at. */
export function useDiagnosis(): { verdict: ComputedRef<Verdict | null>; findings: ComputedRef<readonly Finding[]> } {
  const run = useRunStore();
  const until = ref(run.held?.globalStep ?? null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    () => run.held,
    (held) => {
      clearTimeout(timer);
      timer = setTimeout(() => (until.value = held?.globalStep ?? null), REST);
    },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
  });
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
      until.value,
    );
  });
  return {
    verdict: computed(() => (evidence.value === null ? null : verdictOf(evidence.value))),
    findings: computed(() => (evidence.value === null ? [] : findingsOf(evidence.value))),
  };
}
