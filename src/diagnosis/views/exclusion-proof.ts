import { t } from '@vscode/l10n';
import { asMeant, type Cell as PlayedCell, type ExclusionStudy } from '../../path/no-proxy/common-value.ts';
import { wayOf, type ExclusionPlace, type Way } from '../../path/no-proxy/place.ts';
import { clauses, listed } from '../rules/wording.ts';
import type { Cell, Table } from './table.ts';

/** More rows than this are not shown while nothing about them changes or stays wrong. */
const maxRows = 40;

interface PlayedRow {
  url: string;
  meant: PlayedCell['meant'];
  /** By client title; absent where no list decides, because no proxy would be used. */
  cells: ReadonlyMap<string, { before: Way; after: Way; right: boolean }>;
}

/**
 * What a new exclusion list does to every client of a place, URL by URL: before and after, and where a client stays
 * different. Clients that do the same everywhere share a column.
 *
 * @param list the whole list as it would be, with commas.
 */
export function exclusionProof(
  study: ExclusionStudy,
  place: ExclusionPlace,
  list: string,
  id: string,
  where: string,
): Table {
  const titles = place.clients.map(({ dialect }) => dialect.title);
  const rows = playedRows(study, place, list);
  const columns = new Map<string, string[]>();
  for (const title of titles) {
    const key = rows.map(({ cells }) => cellText(cells.get(title))).join('\n');
    columns.set(key, [...(columns.get(key) ?? []), title]);
  }
  const groups = [...columns.values()];
  const notable = rows.filter(({ cells }) =>
    [...cells.values()].some(({ before, after, right }) => before !== after || !right),
  );
  const shown = rows.length > maxRows ? notable.slice(0, maxRows) : rows;
  const hidden = rows.length - shown.length;
  return {
    id,
    title: t('One exclusion list for all: {0}', where),
    columns: [t('URL'), t('Meant'), ...groups.map(listed)],
    rows: shown.map(({ url, meant, cells }) => [
      { text: url },
      { text: wayWord(meant) },
      ...groups.map(([title = '']) => cellOf(cells.get(title))),
    ]),
    remarks: [
      t('The list: {0}', list),
      ...(hidden > 0 ? [t('{0} more URLs are left out.', hidden)] : []),
      ...staying(rows),
    ],
  };
}

function playedRows(study: ExclusionStudy, place: ExclusionPlace, list: string): PlayedRow[] {
  const byUrl = new Map<string, PlayedCell[]>();
  for (const cell of study.cells) {
    if (cell.place === place) byUrl.set(cell.probe.url.href, [...(byUrl.get(cell.probe.url.href) ?? []), cell]);
  }
  return [...byUrl].map(([url, cells]) => ({
    url,
    meant: cells[0]?.meant ?? 'proxied',
    cells: new Map(
      cells.map((cell) => {
        const after = wayOf(cell.client, place, cell.probe.url, list);
        return [cell.client.dialect.title, { before: cell.now, after, right: asMeant(cell, after) }];
      }),
    ),
  }));
}

function cellText(cell: { before: Way; after: Way } | undefined): string {
  if (!cell) return t('no proxy anyway');
  return cell.before === cell.after ? wayWord(cell.after) : t('{0} → {1}', wayWord(cell.before), wayWord(cell.after));
}

function cellOf(cell: { before: Way; after: Way; right: boolean } | undefined): Cell {
  const text = cellText(cell);
  if (!cell) return { text, mark: 'quiet' };
  if (!cell.right) return { text, mark: 'differs' };
  return cell.before === cell.after ? { text } : { text, mark: 'good' };
}

function wayWord(way: Way): string {
  const words: Readonly<Record<Way, string>> = {
    direct: t('direct'),
    proxied: t('proxied'),
    fails: t('fails'),
    unknown: t('unknown'),
  };
  return words[way];
}

/** Who can't be told, and for which URLs. */
function staying(rows: readonly PlayedRow[]): string[] {
  const wrong = new Map<string, string[]>();
  for (const { url, meant, cells } of rows) {
    const clients = [...cells].filter(([, { right }]) => !right).map(([title]) => title);
    if (clients.length === 0) continue;
    const key = t('{0} can not be told to go {1}', listed(clients), wayWord(meant));
    wrong.set(key, [...(wrong.get(key) ?? []), url]);
  }
  return [...wrong].map(([who, urls]) => t('{0}, by any spelling that does the others no harm: {1}.', who, clauses(urls)));
}
