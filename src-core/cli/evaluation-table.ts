import { printable } from '../file-errors';
import type { EvaluationRecord } from '../runs/records';
import { formatLoss, formatPercent, formatTable } from './format';

/** Beyond this many classes a table of them tells a person nothing. */
const MOST_CLASSES = 40;

/** How good a network is on a split: as a whole, and class by class, with what each class is most often taken for. */
export function evaluationTable(
  { split, epoch, metrics, images, perClass, confusion }: EvaluationRecord,
  classNames: readonly string[],
): string[] {
  const { loss, top1, top5 } = metrics;
  const whole = `${split} images: ${images}, loss ${formatLoss(loss)}, top-1 ${formatPercent(top1)}, top-5 ${formatPercent(top5)}; the network after epoch ${epoch}`;
  if (perClass.length > MOST_CLASSES) return [whole];
  const rows = perClass.map((each, label) => [
    printable(classNames[label] ?? `class ${label}`),
    String(each.images),
    formatPercent(each.top1),
    mistakenFor(confusion?.[label] ?? [], label, classNames),
  ]);
  return [whole, '', ...formatTable([['Class', 'Images', 'Right', 'Most often taken for'], ...rows])];
}

function mistakenFor(row: readonly number[], label: number, classNames: readonly string[]): string {
  const [answer, count] = row.reduce<[number, number]>(
    (most, images, other) => (other !== label && images > most[1] ? [other, images] : most),
    [-1, 0],
  );
  return count === 0 ? '' : `${printable(classNames[answer] ?? `class ${answer}`)} (${count})`;
}
