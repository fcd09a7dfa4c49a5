import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import type { Report } from '../report.ts';
import { legName } from '../rules/wording.ts';
import { viewsOf } from '../views/index.ts';
import type { Table, TimeLine } from '../views/table.ts';
import { htmlStyle } from './html-style.ts';
import { severityWord, stateWord, statusWord, sureness } from './words.ts';

const maxTextChars = 4_000;
const maxEvidenceChars = 200_000;

/**
 * The report as one file that opens in any browser: no script, nothing loaded from anywhere, and a policy that holds it
 * to that. Text from the network can't become markup in it.
 *
 * @param language of the sentences in it, as HTML names languages.
 */
export function renderHtml(report: Report, language = 'en'): string {
  const { subject, verdict } = report;
  const { tables, timeLines } = viewsOf(report);
  const title = `${t('Gatehouse report')}: ${subject.gateway.title}`;
  return [
    '<!doctype html>',
    `<html lang="${escape(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<meta name="referrer" content="no-referrer"><title>${escape(title)}</title><style>${htmlStyle}</style></head><body><main>`,
    `<h1>${escape(title)}</h1>`,
    `<section class="verdict ${verdict.state}"><p><strong>${escape(stateWord(verdict.state))}</strong> ${escape(sureness(verdict))}</p>`,
    `<p class="sentence">${escape(verdict.sentence)}</p><p><strong>${escape(t('Next step'))}:</strong> ${escape(verdict.nextStep)}</p></section>`,
    facts(report),
    report.symptom ? symptom(report.symptom) : '',
    `<h2>${escape(t('Findings'))}</h2>`,
    report.findings.length === 0 ? `<p>${escape(t('None.'))}</p>` : report.findings.map(finding).join(''),
    ...timeLines.map(timeLine),
    ...tables.map(table),
    `<h2>${escape(t('Probes'))}</h2>`,
    ...report.probes.map(probe),
    '</main></body></html>\n',
  ].join('\n');
}

function facts({ subject, startedAt, durationMs }: Report): string {
  const rows = [
    [t('Base URL'), subject.gateway.baseUrl],
    [t('Probes ran in'), `${subject.contextLabel}, ${subject.platform}`],
    [t('Started'), startedAt],
    [t('Duration'), `${durationMs} ms`],
  ];
  return `<dl>${rows.map(([name = '', value = '']) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`).join('')}</dl>`;
}

function symptom({ title, sentence, cause, fix }: NonNullable<Report['symptom']>): string {
  const said = [sentence, cause, fix].map((text) => `<p>${escape(text)}</p>`).join('');
  return `<h2>${escape(t('What you are seeing'))}</h2><article class="finding"><h3>${escape(title)}</h3>${said}</article>`;
}

function finding({ severity, leg, title, detail, fixes, probes }: Report['findings'][number]): string {
  const steps = fixes.map(
    (fix) =>
      `<li><strong>${escape(fix.title)}</strong> ${escape(fix.detail)}${fix.snippet ? `<pre>${lines(fix.snippet)}</pre>` : ''}</li>`,
  );
  return [
    `<article class="finding ${severity}"><p class="meta">${escape(severityWord(severity))} · ${escape(legName(leg))} · ${escape(probes.join(', '))}</p>`,
    `<h3>${escape(title)}</h3>${detail.split('\n').map((line) => `<p>${escape(line)}</p>`).join('')}`,
    steps.length === 0 ? '' : `<ul>${steps.join('')}</ul>`,
    '</article>',
  ].join('');
}

function timeLine({ title, totalMs, bars }: TimeLine): string {
  const whole = Math.max(totalMs, 1);
  const rows = bars.map(({ label, startMs, durationMs, ok }) => {
    const share = (ms: number): string => `${Math.min(100, (ms / whole) * 100).toFixed(2)}%`;
    const bar = `<span class="bar${ok ? '' : ' bad'}" style="margin-left:${share(startMs)};width:${share(durationMs)}"></span>`;
    return `<tr><th scope="row">${escape(label)}</th><td class="track">${bar}</td><td class="number">${durationMs} ms</td></tr>`;
  });
  return `<h2>${escape(title)}</h2><table class="line">${rows.join('')}</table>`;
}

function table({ title, columns, rows, remarks }: Table): string {
  const head = columns.map((column) => `<th scope="col">${escape(column)}</th>`).join('');
  const body = rows.map((cells) => {
    const [first, ...rest] = cells;
    const others = rest.map(({ text, mark }) => `<td${mark ? ` class="${mark}"` : ''}>${escape(text)}</td>`).join('');
    return `<tr><th scope="row">${escape(first?.text ?? '')}</th>${others}</tr>`;
  });
  const said = remarks.length === 0 ? '' : `<ul>${remarks.map((remark) => `<li>${escape(remark)}</li>`).join('')}</ul>`;
  return `<h2>${escape(title)}</h2><div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>${said}`;
}

function probe({ title, status, summary, durationMs, evidence }: Report['probes'][number]): string {
  const text = evidence === null ? t('None: the probe did not finish.') : JSON.stringify(evidence, null, 2);
  const cut = text.length > maxEvidenceChars ? `${text.slice(0, maxEvidenceChars)}\n…` : text;
  return [
    `<details class="probe ${status}"><summary><strong>${escape(title)}</strong> <span class="meta">${escape(statusWord(status))} · ${durationMs} ms</span>`,
    `<br>${escape(summary)}</summary><pre>${lines(cut)}</pre></details>`,
  ].join('');
}

/** One line of text in which nothing is markup. */
function escape(text: string): string {
  return escapeMarkup(plainText(text, maxTextChars));
}

/** Text whose lines stay lines. */
function lines(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => (/^ */.exec(line)?.[0] ?? '') + escapeMarkup(plainText(line, maxEvidenceChars)))
    .join('\n');
}

function escapeMarkup(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
