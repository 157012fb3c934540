import type { EvaluationRecord } from '../../../src-core/runs/records';
import { escapeXml } from '../escape-xml';
import { formatCount, formatLoss, formatPercent } from '../format';

/** How a trained network did on a whole split: its accuracy, and which classes it takes for which. */
export function evaluationHtml(
  { metrics, images, perClass, confusion }: EvaluationRecord,
  classNames: readonly string[],
): readonly string[] {
  const facts = [
    `loss ${formatLoss(metrics.loss)}`,
    `top-1 ${formatPercent(metrics.top1, 2)}`,
    `top-5 ${formatPercent(metrics.top5, 2)}`,
    `${formatCount(images)} images`,
  ];
  const summary = `<p>${facts.join(', ')}.</p>`;
  if (confusion === null) return [summary];
  const head = ['', ...classNames, 'right'].map((name) => `<th scope="col">${escapeXml(name)}</th>`).join('');
  const rows = confusion.map((counts, label) => {
    const cells = counts.map((count, answer) => (answer === label ? `<td><b>${count}</b></td>` : `<td>${count}</td>`));
    const right = formatPercent(perClass[label]?.top1 ?? null, 0);
    return `<tr><th scope="row">${escapeXml(classNames[label] ?? String(label))}</th>${cells.join('')}<td>${right}</td></tr>`;
  });
  return [
    summary,
    '<p>Images of each class (rows) by the answer they got (columns).</p>',
    `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`,
  ];
}
