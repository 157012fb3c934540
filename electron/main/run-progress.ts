import { isFinal, type StatusRecord } from '../../src-core/runs/records';

/** How far a run is, from 0 to 1; null before it can be told and once it is over. */
export function fractionDone({ state, globalStep, totalSteps }: StatusRecord): number | null {
  return isFinal(state) || totalSteps === 0 ? null : Math.min(globalStep / totalSteps, 1);
}

/** Where a run stands, in a line short enough for a tray. */
export function describeProgress(status: StatusRecord): string {
  const { state, epoch, epochs, etaSeconds } = status;
  const done = fractionDone(status);
  const parts = [
    STATES[state],
    ...(done === null ? [] : [`${Math.floor(100 * done)}%`, `epoch ${Math.min(epoch + 1, epochs)} of ${epochs}`]),
    ...(state === 'running' && etaSeconds !== null ? [`${describeDuration(etaSeconds)} left`] : []),
  ];
  return parts.join(', ');
}

const STATES: Readonly<Record<StatusRecord['state'], string>> = {
  preparing: 'Preparing',
  running: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  finished: 'Finished',
  failed: 'Failed',
};

/** `50 s`, `12 min`, `3 h 20 min`, `2 d 4 h`: two units at most. */
export function describeDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(Math.round(seconds), 1)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? '' : ` ${hours % 24} h`}`;
}
