import { t } from '@vscode/l10n';
import { asMeant, type ExclusionStudy } from '../../path/no-proxy/common-value.ts';
import { presentLists, wayOf } from '../../path/no-proxy/place.ts';
import type { Fix } from '../finding.ts';
import type { FixChange } from '../fixes/change.ts';
import { settingTarget } from '../fixes/setting-removal.ts';
import { exclusionProof } from '../views/exclusion-proof.ts';
import type { NamedPlace } from './no-proxy-places.ts';

/**
 * The fix that gives every client of a place the same list. None where it would change nothing for any of them, or where
 * an entry could hold a password.
 *
 * @param where the place in words.
 */
export function oneValueFix(
  study: ExclusionStudy,
  words: readonly string[],
  named: NamedPlace,
  where: string,
): Fix | undefined {
  const { place } = named;
  const value = words.join(',');
  if (words.some((word) => word.includes('@'))) return undefined;
  const cells = study.cells.filter((cell) => cell.place === place);
  const better = cells.some(
    (cell) => !asMeant(cell, cell.now) && asMeant(cell, wayOf(cell.client, place, cell.probe.url, value)),
  );
  if (!better) return undefined;
  const changes = changesOf(words, named);
  const list = place.list === 'http.noProxy' ? 'http.noProxy' : 'NO_PROXY';
  return {
    id: 'one-exclusion-list',
    title: t('Write {0} so that every client here reads the same ({1})', list, where),
    detail: detailOf(named, changes !== undefined),
    snippet: place.list === 'http.noProxy' ? `"http.noProxy": ${JSON.stringify(words)}` : exclusionSnippet(value),
    ...(changes && { changes }),
    proof: exclusionProof(study, place, value, `exclusions-${named.reader}`, where),
  };
}

function detailOf({ reader }: NamedPlace, writes: boolean): string {
  if (reader === 'editor') {
    return t('Adds to http.noProxy the spellings that the editor and its extensions understand. What it means stays.');
  }
  return writes
    ? t('New terminals then have a NO_PROXY that means the same to every client found here. What it means stays.')
    : t('Set NO_PROXY and no_proxy in your shell profile to the list below: it means the same to every client found here.');
}

function changesOf(words: readonly string[], { reader, place, scope, context }: NamedPlace): FixChange[] | undefined {
  if (reader === 'editor') {
    const target = settingTarget(scope === undefined || scope === 'default' ? 'user' : scope);
    const { setting } = presentLists(place);
    if (!target) return undefined;
    return setting.every((item) => words.includes(item.trim()))
      ? [{ kind: 'setting-items', id: 'http.noProxy', target, add: words.filter((word) => !setting.includes(word)) }]
      : [{ kind: 'setting', id: 'http.noProxy', target, value: [...words] }];
  }
  const section = terminalSection(place.platform);
  if (context !== 'integrated-terminal' || !section) return undefined;
  const value = words.join(',');
  // On Windows both names are one variable.
  const entries: Record<string, string> = { NO_PROXY: value, ...(place.platform !== 'win32' && { no_proxy: value }) };
  return [{ kind: 'setting-entries', id: `terminal.integrated.env.${section}`, target: 'user', entries }];
}

function terminalSection(platform: NodeJS.Platform): 'linux' | 'osx' | 'windows' | undefined {
  if (platform === 'linux') return 'linux';
  if (platform === 'darwin') return 'osx';
  return platform === 'win32' ? 'windows' : undefined;
}

/** The list as each kind of shell sets it. */
export function exclusionSnippet(value: string): string {
  const sh = `'${value.replaceAll("'", String.raw`'\''`)}'`;
  const fish = `'${value.replace(/[\\']/g, String.raw`\$&`)}'`;
  const powershell = `'${value.replaceAll("'", "''")}'`;
  return [
    '# sh, bash, zsh',
    `export NO_PROXY=${sh}`,
    'export no_proxy="$NO_PROXY"',
    '# fish',
    `set -gx NO_PROXY ${fish}`,
    'set -gx no_proxy $NO_PROXY',
    '# PowerShell',
    `$env:NO_PROXY = ${powershell}`,
    '$env:no_proxy = $env:NO_PROXY',
  ].join('\n');
}
