import { t } from '@vscode/l10n';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { alignColumns } from './columns.ts';
import type { Command } from './command.ts';

/** The list of commands. */
export function renderOverview(commands: readonly Command[], width: number): string {
  const lines = [
    t('gatehouse: finds out why calls to an LLM gateway fail on this machine.'),
    '',
    t('Usage'),
    '  gatehouse COMMAND [...]',
    '  gatehouse help COMMAND',
    '  gatehouse --version',
    '',
    t('Commands'),
    ...alignColumns(commands.map((command) => [`  ${command.name}`, command.summary()])),
    '',
    ...wrapText(
      t('Exit codes: 0 success or healthy, 1 a fault was found, 2 wrong usage, 3 could not tell.'),
      width,
      '',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** One command in full. */
export function renderCommandHelp(command: Command, width: number): string {
  const options = Object.entries(command.options).map(([name, option]) => [
    `  --${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    option.about(),
  ]);
  const lines = [
    command.summary(),
    '',
    t('Usage'),
    // A line that starts with a space goes on with the one above it.
    ...command.synopsis.map((line) => (line.startsWith(' ') ? `            ${line}` : `  gatehouse ${line}`)),
    '',
    t('Options'),
    ...alignColumns([...options, ['  --help', t('Show this.')]]),
    ...command.notes().flatMap((note) => ['', ...wrapText(note, width, '')]),
  ];
  return `${lines.join('\n')}\n`;
}
