import { t } from '@vscode/l10n';
import type { FixChange } from '../../diagnosis/fixes/change.ts';
import { plainText } from '../../path/network-failure.ts';

/** One change in a few words, such as "http.proxy in your user settings". Pure. */
export function changeWords(change: FixChange): string {
  if (change.kind === 'file-line') return t('line {0} of {1}', change.line, plainText(change.file, 200));
  return change.target === 'workspace'
    ? t('{0} in the workspace settings', change.id)
    : t('{0} in your user settings', change.id);
}

/** A setting as it would stand in settings.json; a comment where it is not set. Pure. */
export function settingText(id: string, value: unknown): string {
  if (value === undefined) return `// ${t('{0} is not set', id)}\n`;
  return `${JSON.stringify(id)}: ${JSON.stringify(value, null, 2)}\n`;
}
