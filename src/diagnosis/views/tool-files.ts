import { t } from '@vscode/l10n';
import type { ProxySettings, ToolSetting } from '../../path/proxy-settings.ts';
import type { ProxyEnvironmentEvidence } from '../evidence.ts';
import { toolReaders, toolTitle } from '../rules/tool-titles.ts';
import { containerSources } from './container-remarks.ts';
import type { Table } from './table.ts';

/** Every entry of a tool's or an agent's file, in the order of the table. */
export function toolFileEntries({ tools, agents }: Pick<ProxySettings, 'tools' | 'agents'>): ToolSetting[] {
  return [...tools, ...(agents ?? [])];
}

/** What the files of tools and agents say of the network, with who reads it. The evidence is redacted already. */
export function toolFilesTable({ settings }: ProxyEnvironmentEvidence): Table | undefined {
  const entries = toolFileEntries(settings);
  if (entries.length === 0) return undefined;
  return {
    id: 'tool-files',
    title: t('Tool files'),
    columns: [t('Setting'), t('Tool'), t('Value'), t('Place'), t('Read by')],
    rows: entries.map((entry, index) => [
      { text: entry.name },
      { text: toolTitle(entry.tool) },
      entry.meaning === 'key'
        ? { text: t('set, not shown'), mark: 'quiet' }
        : { text: entry.value === '' ? t('empty') : entry.value },
      {
        text: entry.line === undefined ? entry.file : `${entry.file}:${entry.line}`,
        ...(/^(?:~|\/|[A-Za-z]:[\\/])/.test(entry.file) && { opens: index }),
      },
      { text: toolReaders(entry.tool) },
    ]),
    remarks: containerSources(settings),
  };
}
