import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import type { Report } from '../report.ts';
import { legName } from '../rules/wording.ts';
import { isTable } from '../views/fix-proofs.ts';
import { viewsOf } from '../views/index.ts';
import { isModelEndpoints } from '../views/model-endpoints.ts';
import type { Table } from '../views/table.ts';
import { severityWord, stateWord, statusWord, sureness } from './words.ts';

const maxTextChars = 4_000;
const maxEvidenceChars = 20_000;

/** The report for an issue, a chat or a file. Text from the network can't become markup in it. */
export function renderMarkdown(report: Report): string {
  const { subject, verdict } = report;
  const lines = [
    `# ${t('Gatehouse report')}: ${escape(subject.gateway.title)}`,
    '',
    `**${escape(stateWord(verdict.state))}** ${escape(sureness(verdict))}`,
    '',
    escape(verdict.sentence),
    '',
    `**${t('Next step')}:** ${escape(verdict.nextStep)}`,
    '',
    `| | |`,
    `| --- | --- |`,
    row(t('Base URL'), code(subject.gateway.baseUrl)),
    row(t('Probes ran in'), escape(`${subject.contextLabel}, ${subject.platform}`)),
    row(t('Started'), escape(report.startedAt)),
    row(t('Duration'), `${report.durationMs} ms`),
    '',
    ...(report.symptom
      ? [`## ${t('What you are seeing')}`, '', ...symptomLines(report.symptom).flatMap((line) => [escape(line), '']), '']
      : []),
    `## ${t('Findings')}`,
    '',
    ...(report.findings.length === 0 ? [t('None.'), ''] : report.findings.flatMap(findingLines)),
    ...viewsOf(report).tables.filter(isModelEndpoints).flatMap((table) => tableLines(table, `## ${escape(table.title)}`)),
    `## ${t('Probes')}`,
    '',
    `| ${t('Probe')} | ${t('Status')} | ${t('Duration')} | ${t('Summary')} |`,
    `| --- | --- | ---: | --- |`,
    ...report.probes.map(({ id, status, durationMs, summary }) =>
      `| ${code(id)} | ${escape(statusWord(status))} | ${durationMs} ms | ${escape(summary)} |`,
    ),
    '',
    `## ${t('Evidence')}`,
    '',
    ...report.probes.flatMap(({ id, title, evidence }) => [
      `### ${escape(title)} (${code(id)})`,
      '',
      ...fenced(evidence === null ? t('None: the probe did not finish.') : JSON.stringify(evidence, null, 2)),
      '',
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function symptomLines({ title, sentence, cause, fix }: NonNullable<Report['symptom']>): string[] {
  return [title, sentence, cause, fix];
}

function findingLines(finding: Report['findings'][number]): string[] {
  return [
    `### ${escape(severityWord(finding.severity))}: ${escape(finding.title)}`,
    '',
    ...finding.detail.split('\n').map(escape),
    '',
    `${t('Leg')}: ${escape(legName(finding.leg))} · ${t('Evidence')}: ${finding.probes.map(code).join(', ')}`,
    '',
    ...finding.fixes.flatMap((fix) => [
      `- **${escape(fix.title)}.** ${escape(fix.detail)}`,
      ...(fix.snippet ? ['', ...fenced(fix.snippet).map((line) => `  ${line}`), ''] : []),
      ...(isTable(fix.proof) ? ['', ...tableLines(fix.proof, escape(fix.proof.title))].map((line) => (line === '' ? '' : `  ${line}`)) : []),
    ]),
    '',
  ];
}

/** A table under its heading; what stands out is bold. */
function tableLines({ columns, rows, remarks }: Table, heading: string): string[] {
  const cell = ({ text, mark }: Table['rows'][number][number]): string =>
    mark === 'differs' || mark === 'bad' ? `**${escape(text)}**` : escape(text);
  return [
    heading,
    '',
    `| ${columns.map(escape).join(' | ')} |`,
    `|${' --- |'.repeat(columns.length)}`,
    ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
    '',
    ...remarks.map((remark) => `- ${escape(remark)}`),
    '',
  ];
}

function row(name: string, value: string): string {
  return `| ${escape(name)} | ${value} |`;
}

/**
 * What would become a link or a mention: addresses of pages and of people. Entities don't stop it, GitHub looks for them
 * in the text that comes out (github/cmark-gfm, extensions/autolink.c); a code span does.
 */
const livePart = /:\/\/|@|www\./i;
const words = /[^\s"'()<>`|\\]+/g;

/** One line of plain text in which nothing is markup: no HTML, no links, no table cells, no block. */
function escape(text: string): string {
  const plain = plainText(text, maxTextChars);
  let out = '';
  let done = 0;
  for (const found of plain.matchAll(words)) {
    if (!livePart.test(found[0])) continue;
    const live = found[0].replace(/[.,;:!?]+$/, '');
    out += `${escapeMarks(plain.slice(done, found.index))}\`${live}\``;
    done = found.index + live.length;
  }
  out += escapeMarks(plain.slice(done));
  // A number and a point begin a list only when a space follows; a backslash before the digit would be shown.
  return out.replace(/^([-=:])/, '\\$1').replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

function escapeMarks(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&');
}

/** Text in a code span; as plain text where it has a character that ends one, or a table's cell. */
function code(text: string): string {
  const plain = plainText(text, maxTextChars);
  return plain === '' || /[`|\\<]/.test(plain) ? escape(plain) : `\`${plain}\``;
}

/** A code block that its own content can't end. */
function fenced(text: string): string[] {
  const cut = text.length > maxEvidenceChars ? `${text.slice(0, maxEvidenceChars)}\n…` : text;
  // Indentation is kept; everything that another reader could take for the end of a line is not.
  const lines = cut.split(/\r\n?|\n/).map((line) => (/^ */.exec(line)?.[0] ?? '') + plainText(line, maxEvidenceChars));
  const longest = Math.max(2, ...(cut.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence];
}
