import type { AlphasRecord } from '../../../src-core/runs/records';
import type { RunInfo } from '../../../src-core/runs/run-info';
import type { Genotype } from '../../../src-core/space/genotype';
import { genotypeToSvg } from '../../../src-core/space/genotype-svg';
import { genotypeToPython } from '../../../src-core/space/genotype-text';
import { decisionSeries } from '../alpha-series';
import { breakGenotypeText } from '../break-genotype-text';
import type { ChartLine } from '../chart-line';
import { chartScene } from '../chart/chart-scene';
import { describeTrend } from '../chart/describe-trend';
import { sceneToSvg } from '../chart/scene-to-svg';
import type { Finding } from '../diagnosis/findings';
import { LITERATURE } from '../diagnosis/literature';
import type { Verdict } from '../diagnosis/verdict';
import { escapeXml } from '../escape-xml';
import { formatCount, formatDate, formatDuration, formatLoss, formatPercent } from '../format';
import { environmentFacts, settingFacts, type Fact } from '../run-facts';
import { accuracyLines, lossLines } from '../run-lines';
import type { RunLog } from '../run-log';
import { REPORT_LOOK } from './report-colors';
import { REPORT_STYLE } from './report-style';

/** What a report is made from. */
export interface ReportSource {
  readonly info: RunInfo;
  readonly log: RunLog;
  readonly genotype: Genotype | null;
  /** Empty for a retraining. */
  readonly alphas: readonly AlphasRecord[];
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A run as one HTML page that needs no network, no script and no other file: it can be mailed and printed. */
export function runReport(source: ReportSource): string {
  const { info, log, genotype, alphas, verdict, findings, now } = source;
  const title = `${info.kind === 'search' ? 'Search' : 'Retraining'} ${info.name}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing in the page may load or run anything, whatever a data set or a run is called.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    `<header><h1>${escapeXml(title)}</h1><p>${escapeXml(summary(source))}</p></header>`,
    section('How it does', [
      `<p><strong>${escapeXml(verdict.title)}.</strong> ${escapeXml(verdict.sentence)}</p>`,
      ...findings.map(findingHtml),
    ]),
    section('Curves', [
      chart('Loss', lossLines(log.series), log, formatLoss, null),
      chart('Accuracy', accuracyLines(log.series), log, (value) => formatPercent(value), 100),
      chart(
        'Learning rate',
        [{ name: 'weights', color: '--chart-train', buffer: log.series.learningRate, kind: 'steps' }],
        log,
        (value) => (value === null ? '–' : String(Number(value.toPrecision(3)))),
        null,
      ),
      ...(alphas.length > 1 ? decisionCharts(alphas, log) : []),
    ]),
    genotype === null
      ? ''
      : section('Cells', [
          `<figure>${genotypeToSvg(genotype, `Cells of ${info.name}`)}</figure>`,
          `<pre>${escapeXml(breakGenotypeText(genotypeToPython(genotype)))}</pre>`,
        ]),
    log.epochs.length === 0 ? '' : section('Epochs', [epochTable(log)]),
    section('Settings', [factTable(settingFacts(info))]),
    section('Environment', [factTable(environmentFacts(info))]),
    `<footer>Made by Dartboard ${escapeXml(info.app.version)}, ${escapeXml(formatDate(new Date(now).toISOString()))}.</footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function summary({ info, log, now }: ReportSource): string {
  const steps = formatCount(log.globalStep);
  const time = formatDuration(log.elapsedMs(Math.min(now, log.status?.time ?? now)) / 1000);
  const best = log.bestTop1 === null ? '' : `, best valid top-1 ${formatPercent(log.bestTop1)}`;
  return `${info.data.name}: ${steps} steps in ${time}, ${log.state}${best}.`;
}

function section(title: string, content: readonly string[]): string {
  return `<section><h2>${title}</h2>\n${content.join('\n')}\n</section>`;
}

function findingHtml({ title, evidence, advice, papers }: Finding): string {
  const links = papers.map((paper) => {
    const { name, url } = LITERATURE[paper];
    return `<a href="${url}" rel="noreferrer">${escapeXml(name)}</a>`;
  });
  return `<div class="finding"><h3>${escapeXml(title)}</h3><p>${escapeXml(evidence)}</p><p><strong>What helps.</strong> ${escapeXml(advice)} ${links.join(', ')}</p></div>`;
}

function chart(
  title: string,
  lines: readonly ChartLine[],
  log: RunLog,
  format: (value: number | null) => string,
  highest: number | null,
): string {
  const high = Math.max(1, ...lines.map(({ buffer }) => buffer.lastX));
  const scene = chartScene(
    {
      lines,
      clock: log.clock,
      mode: 'step',
      window: { low: 0, high },
      smoothing: highest === null && title !== 'Loss' ? 0 : 0.9,
      logarithmic: false,
      highest,
      formatTick: (value) => (highest === 100 ? `${value}%` : String(Number(value.toPrecision(4)))),
    },
    { width: 760, height: 240 },
  );
  return `<figure>${sceneToSvg(title, scene, lines, REPORT_LOOK)}<figcaption>${escapeXml(describeTrend(lines, format))}</figcaption></figure>`;
}

function decisionCharts(alphas: readonly AlphasRecord[], log: RunLog): string[] {
  const { entropy, margin, skips } = decisionSeries(alphas);
  const of = ({ normal, reduce }: typeof entropy, kind: 'line' | 'steps'): ChartLine[] => [
    { name: 'normal cell', color: '--chart-train', buffer: normal, kind },
    { name: 'reduction cell', color: '--chart-valid', buffer: reduce, kind, dash: [5, 3] },
  ];
  const digits = (count: number) => (value: number | null) => (value === null ? '–' : value.toFixed(count));
  return [
    chart('Entropy of the alphas (1: all equal)', of(entropy, 'line'), log, digits(4), null),
    chart('Margin to the runner-up, percentage points', of(margin, 'line'), log, digits(2), null),
    chart('Skip connections', of(skips, 'steps'), log, digits(0), null),
  ];
}

function epochTable(log: RunLog): string {
  const head = ['Epoch', 'Train loss', 'Train top-1', 'Valid loss', 'Valid top-1', 'Valid top-5', 'Time'];
  const rows = log.epochs.map(({ epoch, train, valid, seconds }) => [
    String(epoch + 1),
    formatLoss(train.loss),
    formatPercent(train.top1),
    formatLoss(valid.loss),
    formatPercent(valid.top1),
    formatPercent(valid.top5),
    formatDuration(seconds),
  ]);
  return `<table><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      ([first = '', ...rest]) =>
        `<tr><th scope="row">${first}</th>${rest.map((value) => `<td>${value}</td>`).join('')}</tr>`,
    )
    .join('\n')}</tbody></table>`;
}

function factTable(facts: readonly Fact[]): string {
  return `<table class="facts"><tbody>${facts
    .map(({ name, value }) => `<tr><th scope="row">${escapeXml(name)}</th><td>${escapeXml(value)}</td></tr>`)
    .join('\n')}</tbody></table>`;
}
