import { t } from '@vscode/l10n';
import type { FixChange, NewFileChange } from '../../diagnosis/fixes/change.ts';
import { plainText } from '../../path/network-failure.ts';

/** One change in a few words, such as "http.proxy in your user settings". Pure. */
export function changeWords(change: FixChange): string {
  if (change.kind === 'file-line') return t('line {0} of {1}', change.line, plainText(change.file, 200));
  if (change.kind === 'new-file') return t('the new file {0}', plainText(change.file ?? change.name, 200));
  return change.target === 'workspace'
    ? t('{0} in the workspace settings', change.id)
    : t('{0} in your user settings', change.id);
}

/** A setting as it would stand in settings.json; a comment where it is not set. Pure. */
export function settingText(id: string, value: unknown): string {
  if (value === undefined) return `// ${t('{0} is not set', id)}\n`;
  return `${JSON.stringify(id)}: ${JSON.stringify(value, null, 2)}\n`;
}

/**
 * A new file of certificates in a preview, as comments: not the certificates, which nobody can read, but which they are.
 *
 * @param kept how many of the machine's own are in it; undefined before it is written. Pure.
 */
export function newFileText({ file = '', certificates }: NewFileChange, kept?: number): string {
  const path = plainText(file, 300);
  if (kept === undefined) return `// ${t('{0} is not there', path)}\n`;
  return [
    t('{0} holds:', path),
    ...certificates.map(({ name, fingerprint256 }) => t('the root "{0}", SHA-256 {1}', plainText(name, 200), fingerprint256)),
    ...(kept > 0 ? [t('and {0} roots that programs of this machine have already', kept)] : []),
  ]
    .map((line) => `// ${line}\n`)
    .join('');
}
