import { t } from '@vscode/l10n';
import type { Table } from '../views/table.ts';

/**
 * A wide table as lines for a terminal of any width: each row's name, and below it who does what. Columns whose cells
 * say the same are put together, and rows in which nothing stands out are only counted. What differs is marked by `!`, as
 * there may be no colours.
 */
export function tableText({ columns, rows, remarks, title }: Table): { indent: number; text: string }[] {
  const [, second = ''] = columns;
  const notable = rows.filter((cells) => cells.some(({ mark }) => mark === 'good' || mark === 'differs'));
  return [
    { indent: 0, text: title },
    ...notable.flatMap(([name, note, ...cells]) => {
      const groups = new Map<string, string[]>();
      cells.forEach(({ text, mark }, index) => {
        const key = mark === 'differs' ? `${text} !` : text;
        groups.set(key, [...(groups.get(key) ?? []), columns[index + 2] ?? '']);
      });
      const all = groups.size === 1 ? [...groups.keys()][0] : undefined;
      const head = `${name?.text ?? ''} (${second}: ${note?.text ?? ''})`;
      if (all !== undefined) return [{ indent: 2, text: `${head}: ${all}` }];
      const said = [...groups].map(([text, who]) => ({ indent: 4, text: `${text}: ${who.join('; ')}` }));
      return [{ indent: 2, text: head }, ...said];
    }),
    ...(notable.length < rows.length
      ? [{ indent: 2, text: t('{0} more URLs go the way that is meant, before and after.', rows.length - notable.length) }]
      : []),
    ...remarks.map((text) => ({ indent: 2, text })),
  ];
}
