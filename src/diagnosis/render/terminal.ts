import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import type { Severity, State } from '../finding.ts';
import type { ProbeStatus } from '../probe.ts';
import type { Report } from '../report.ts';
import { isTable } from '../views/fix-proofs.ts';
import { viewsOf } from '../views/index.ts';
import { isModelEndpoints } from '../views/model-endpoints.ts';
import { rowLines } from './row-lines.ts';
import { tableText } from './table-text.ts';
import { severityWord, stateWord, statusWord, sureness } from './words.ts';
import { wrapText } from './wrap.ts';

/** Select Graphic Rendition codes (ECMA-48). */
type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';
const codes: Readonly<Record<Style, string>> = { bold: '1', dim: '2', red: '31', yellow: '33', green: '32', cyan: '36' };

const stateStyle: Readonly<Record<State, Style>> = { healthy: 'green', degraded: 'yellow', down: 'red', unknown: 'cyan' };
const severityStyle: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'cyan' };
const statusStyle: Readonly<Record<ProbeStatus, Style>> = {
  pass: 'green',
  warn: 'yellow',
  fail: 'red',
  skip: 'dim',
  unknown: 'cyan',
};

const maxLineChars = 4_000;

/**
 * The report for a terminal: verdict, findings, probes.
 *
 * @param options.color ANSI colours; the words say the same without them.
 * @param options.width columns to wrap at.
 */
export function renderTerminal(report: Report, options: { color: boolean; width: number }): string {
  const width = Math.max(40, Math.min(options.width, 120));
  const paint = (style: Style, text: string): string =>
    options.color ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;
  const { verdict, subject } = report;
  const lines: string[] = [];
  const say = (text: string, indent: number): void => {
    for (const part of text.split('\n')) lines.push(...wrapText(plainText(part, maxLineChars), width, ' '.repeat(indent)));
  };

  lines.push(
    `${paint('bold', paint(stateStyle[verdict.state], stateWord(verdict.state).toUpperCase()))} ${sureness(verdict)}`,
  );
  say(verdict.sentence, 0);
  lines.push('');
  lines.push(paint('bold', t('Next step')));
  say(verdict.nextStep, 2);

  if (report.symptom) {
    lines.push('', paint('bold', t('What you are seeing')));
    say(report.symptom.title, 2);
    say(report.symptom.sentence, 4);
    say(report.symptom.cause, 4);
    say(t('Fix: {0}', report.symptom.fix), 4);
  }

  if (report.findings.length > 0) {
    lines.push('', paint('bold', t('Findings')));
    for (const finding of report.findings) {
      lines.push(
        ...wrapText(
          `${paint(severityStyle[finding.severity], severityWord(finding.severity))} ${plainText(`[${finding.leg}] ${finding.title}`, maxLineChars)}`,
          width,
          '  ',
        ),
      );
      say(finding.detail, 4);
      for (const fix of finding.fixes) {
        say(t('Fix: {0}. {1}', fix.title, fix.detail), 4);
        if (fix.snippet) say(fix.snippet, 8);
        for (const { indent, text } of isTable(fix.proof) ? tableText(fix.proof) : []) say(text, 6 + indent);
      }
    }
  }

  for (const table of viewsOf(report).tables.filter(isModelEndpoints)) {
    const [title, ...rest] = rowLines(table);
    lines.push('', paint('bold', title?.text ?? ''));
    for (const { indent, text } of rest) say(text, indent);
  }

  lines.push('', paint('bold', t('Probes')));
  for (const probe of report.probes) {
    lines.push(
      ...wrapText(
        `${paint(statusStyle[probe.status], statusWord(probe.status))} ${plainText(`${probe.id} (${probe.durationMs} ms): ${probe.summary}`, maxLineChars)}`,
        width,
        '  ',
      ),
    );
  }
  lines.push(
    '',
    paint('dim', plainText(`${subject.gateway.title} · ${subject.gateway.baseUrl} · ${subject.contextLabel} · ${report.durationMs} ms`, maxLineChars)),
  );
  return `${lines.join('\n')}\n`;
}
