import type { ResumeGrade } from '../../src-core/runs/records';
import { settingsOf, type RunInfo } from '../../src-core/runs/run-info';
import { RETRAIN_OPTIONS } from '../../src-core/retrain/config';
import { SEARCH_OPTIONS } from '../../src-core/search/config';
import { formatCount, formatDate } from './format';

/** A name and its value, in words. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** The settings of a run by their labels, in the order in which the form has them. */
export function settingFacts(info: RunInfo): readonly Fact[] {
  const labels: Readonly<Record<string, { readonly label: string } | undefined>> =
    info.kind === 'search' ? SEARCH_OPTIONS : RETRAIN_OPTIONS;
  return Object.entries(settingsOf(info)).map(([name, value]) => ({
    name: labels[name]?.label ?? name,
    value: typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value),
  }));
}

const GRADES: Record<ResumeGrade, string> = {
  identical: 'goes on bit for bit, as steps that were tried twice showed',
  close: 'goes on up to rounding: steps that were tried twice differed',
};

/** Where and on what a run was done, and what an interruption does to it there, if that is known. */
export function environmentFacts(
  { data, device, app, created, name }: RunInfo,
  grade: ResumeGrade | null = null,
): readonly Fact[] {
  return [
    { name: 'Run', value: name },
    { name: 'Started', value: formatDate(created) },
    {
      name: 'Data set',
      value: `${data.name}, ${formatCount(data.trainImages)} training images of ${data.width} × ${data.height}, ${data.classNames.length} classes`,
    },
    { name: 'Fingerprint', value: data.fingerprint },
    { name: 'Device', value: `${device.name} (${device.kind.toUpperCase()}, ${device.threads} threads)` },
    { name: 'TensorFlow', value: device.tensorflow },
    { name: 'Dartboard', value: `${app.version}, Node ${app.node}` },
    ...(grade === null ? [] : [{ name: 'When interrupted', value: GRADES[grade] }]),
  ];
}
