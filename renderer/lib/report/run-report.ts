import type { AlphasRecord } from '../../../src-core/runs/records';
import type { RunInfo } from '../../../src-core/runs/run-info';
import type { Genotype } from '../../../src-core/space/genotype';
import { genotypeToSvg } from '../../../src-core/space/genotype-svg';
import { genotypeToPython } from '../../../src-core/space/genotype-text';
import { breakGenotypeText } from '../break-genotype-text';
import type { ChartContent } from '../chart/chart-content';
import type { ChartSpec } from '../chart/chart-spec';
import { chartToSvg } from '../chart/chart-to-svg';
import { describeTrend } from '../chart/describe-trend';
import type { Finding } from '../diagnosis/findings';
import { LITERATURE } from '../diagnosis/literature';
import type { Verdict } from '../diagnosis/verdict';
import { escapeXml } from '../escape-xml';
import { formatCount, formatDate, formatDuration, formatLoss, formatPercent } from '../format';
import { environmentFacts, settingFacts, type Fact } from '../run-facts';
import { accuracyChart, decisionCharts, learningRateChart, lossChart } from '../run-charts';
import type { RunLog } from '../run-log';
import { evaluationHtml } from './evaluation-html';
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
      ...[lossChart(log.series), accuracyChart(log.series), learningRateChart(log.series)].map((one) =>
        chart(one, log),
      ),
      ...(alphas.length > 1 ? howDecided(alphas).map((one) => chart(one, log)) : []),
    ]),
    genotype === null
      ? ''
      : section('Cells', [
          `<figure>${genotypeToSvg(genotype, `Cells of ${info.name}`)}</figure>`,
          `<pre>${escapeXml(breakGenotypeText(genotypeToPython(genotype)))}</pre>`,
        ]),
    ...log.evaluations.map((evaluation) =>
      section(
        evaluation.split === 'test' ? 'Test split' : 'Validation split',
        evaluationHtml(evaluation, info.data.classNames),
      ),
    ),
    log.epochs.length === 0 ? '' : section('Epochs', [epochTable(log)]),
    section('Settings', [factTable(settingFacts(info))]),
    section('Environment', [factTable(environmentFacts(info, log.grade))]),
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

/** What smooths a report's noisy lines. */
const SMOOTHING = 0.9;

function chart(content: ChartContent, { clock }: RunLog): string {
  const high = Math.max(1, ...content.lines.map(({ buffer }) => buffer.lastX));
  const spec: ChartSpec = {
    content,
    hidden: new Set(),
    clock,
    mode: 'step',
    window: { low: 0, high },
    smoothing: content.smoothing ?? SMOOTHING,
  };
  const picture = chartToSvg(spec, { width: 760, height: 240 }, REPORT_LOOK);
  return `<figure>${picture}<figcaption>${escapeXml(describeTrend(content))}</figcaption></figure>`;
}

/** The charts of the alphas, with titles that explain themselves. */
function howDecided(alphas: readonly AlphasRecord[]): ChartContent[] {
  const { entropy, margin, skips } = decisionCharts(alphas);
  return [
    { ...entropy, title: 'Entropy of the alphas (1: all equal)' },
    { ...margin, title: 'Margin to the runner-up, percentage points' },
    skips,
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
