import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import type { Comparison } from '../compare.ts';
import { severityWord } from './words.ts';

/** A comparison as plain lines, for the terminal and for a document. */
export function renderComparison(comparison: Comparison): string {
  const { before, after, gone, fresh, kept, tables } = comparison;
  const run = (name: string, { startedAt, where, baseUrl }: Comparison['before']): string =>
    `${name}: ${plain(startedAt)}, ${plain(where)}, ${plain(baseUrl)}`;
  const lines = [
    run(t('Before'), before),
    run(t('After'), after),
    '',
    plain(comparison.sentence),
    ...[[t('Gone'), gone] as const, [t('New'), fresh] as const, [t('In both'), kept] as const].flatMap(([name, findings]) =>
      findings.length === 0 ? [] : ['', `${name}:`, ...findings.map(({ severity, title }) => `- ${severityWord(severity)}: ${plain(title)}`)],
    ),
    ...tables.flatMap(({ title, columns, rows }) => ['', title, ...aligned([columns, ...rows.map((cells) => cells.map(({ text }) => plain(text)))])]),
  ];
  return `${lines.join('\n')}\n`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.min(60, Math.max(...rows.map((cells) => (cells[column] ?? '').length))));
  return rows.map((cells) => `  ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`);
}

function plain(text: string): string {
  return plainText(text, 500);
}
