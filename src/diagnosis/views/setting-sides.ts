import { t } from '@vscode/l10n';
import type { ProxySettings } from '../../path/proxy-settings.ts';
import type { ProxyEnvironmentEvidence } from '../evidence.ts';
import type { Cell, Table } from './table.ts';

/** In a remote window: the editor's network settings that the user's settings and those of the remote side say apart. */
export function settingSides({ settings }: ProxyEnvironmentEvidence): Table | undefined {
  const apart = (settings.editor ?? []).filter(({ sides }) => sides !== undefined);
  if (apart.length === 0) return undefined;
  return {
    id: 'setting-sides',
    title: t('Editor settings on both sides'),
    columns: [t('Setting'), t('Local side (user)'), t('Remote side'), t('In effect')],
    rows: apart.map(({ id, sides, value, scope }) => [
      { text: id },
      cell(sides?.local),
      cell(sides?.remote),
      { text: t('{0} ({1})', spelt(value), scopeName(scope)) },
    ]),
    remarks: [t('The extension host runs on the remote side. A value there goes before the one of the local side; those of a workspace go before both.')],
  };
}

function cell(value: unknown): Cell {
  return value === undefined ? { text: t('not set'), mark: 'quiet' } : { text: spelt(value) };
}

function spelt(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  return value === '' ? t('empty') : value;
}

function scopeName(scope: NonNullable<ProxySettings['editor']>[number]['scope']): string {
  const names: Readonly<Record<typeof scope, string>> = {
    default: t('default'),
    user: t('local side'),
    remote: t('remote side'),
    workspace: t('workspace'),
    folder: t('folder'),
  };
  return names[scope];
}
