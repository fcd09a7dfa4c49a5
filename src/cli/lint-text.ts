import { t } from '@vscode/l10n';
import type { ClashProblem, ProblemSeverity } from '../clash/lint/problem.ts';
import { displayWidth, wrapText } from '../diagnosis/render/wrap.ts';
import { redactText } from '../diagnosis/redact.ts';
import { plainText } from '../path/network-failure.ts';
import { positionsIn } from './line-positions.ts';

/** Characters of a line that an excerpt shows. */
const excerptWidth = 100;
/** Values that nobody should see in a log. */
const secrets = /((?:password|passwd|uuid|secret|psk|private-key|pre-shared-key|token|auth|auth-str)["']?\s*:\s*)("[^"]*"|'[^']*'|[^,}\s]+)/gi;

/** The problems of one file for people: place, excerpt with what is meant underlined, message, fixes. */
export function problemsText(file: string, text: string, problems: readonly ClashProblem[], options: { width: number; color: boolean }): string {
  const at = positionsIn(text);
  const lines = [plainText(file, 400)];
  for (const problem of problems) {
    const { line, column } = at(problem.start);
    lines.push('', `  ${line}:${column}  ${severityWord(problem.severity, options.color)}  ${problem.id}`);
    for (const one of excerpt(text, problem)) lines.push(`      ${one}`);
    lines.push(...wrapText(plainText(redactText(problem.message), 4_000), options.width, '      '));
    const [fix] = problem.fixes;
    if (fix) lines.push(...wrapText(t('Fix: {0}.', plainText(redactText(fix.title), 400)), options.width, '      '));
  }
  if (problems.length === 0) lines.push(`  ${t('Nothing to report.')}`);
  return `${lines.join('\n')}\n`;
}

function severityWord(severity: ProblemSeverity, color: boolean): string {
  switch (severity) {
    case 'error':
      return color ? `\u001b[31m${t('error')}\u001b[0m` : t('error');
    case 'warning':
      return color ? `\u001b[33m${t('warning')}\u001b[0m` : t('warning');
    case 'info':
      return color ? `\u001b[36m${t('info')}\u001b[0m` : t('info');
  }
}

/** The first line of a problem and carets below it; nothing for an empty line. */
export function excerpt(text: string, { start, end }: { start: number; end: number }): string[] {
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const feed = text.indexOf('\n', start);
  const line = text.slice(lineStart, feed === -1 ? text.length : feed).replace(/\r$/, '');
  const from = start - lineStart;
  const to = Math.max(from + 1, Math.min(end - lineStart, line.length));
  // A long line is shown from a little before the place.
  const cut = to > excerptWidth ? Math.max(0, from - 20) : line.length - line.trimStart().length;
  const masked = line.replaceAll(secrets, (_, key: string, value: string) => key + '*'.repeat(value.length));
  const shown = printable(masked.slice(cut, cut + excerptWidth));
  if (shown.trim() === '') return [];
  const before = displayWidth(printable(masked.slice(cut, Math.max(cut, from))));
  const under = Math.max(1, displayWidth(printable(masked.slice(from, Math.min(to, cut + excerptWidth)))));
  return [shown, `${' '.repeat(before)}${'^'.repeat(under)}`];
}

/** One blank for whatever a terminal would act on, so that the carets stay below what they mean. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, ' ');
}
