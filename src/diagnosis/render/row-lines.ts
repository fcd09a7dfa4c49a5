import { t } from '@vscode/l10n';
import type { Table } from '../views/table.ts';

/** A table as a line a row, for a terminal of any width: the row's name, then each cell that says something, named. */
export function rowLines({ title, columns, rows, remarks }: Table): { indent: number; text: string }[] {
  const named = (text: string, index: number): string => t('{0}: {1}', columns[index + 1] ?? '', text);
  return [
    { indent: 0, text: title },
    ...rows.map(([name, ...cells]) => ({
      indent: 2,
      text: t('{0}: {1}', name?.text ?? '', cells.flatMap(({ text }, index) => (text === '' ? [] : [named(text, index)])).join(t('; '))),
    })),
    ...remarks.map((text) => ({ indent: 2, text })),
  ];
}
