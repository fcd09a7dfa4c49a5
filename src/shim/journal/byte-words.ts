import { t } from '@vscode/l10n';

/** A number of bytes as people read it: `512 B`, `1.4 KB`, `23 MB`; a KB is a thousand bytes. */
export function byteWords(bytes: number): string {
  const count = Math.max(0, Math.round(bytes));
  if (count < 1_000) return t('{0} B', count);
  if (count < 999_500) return t('{0} KB', short(count / 1_000));
  if (count < 999_500_000) return t('{0} MB', short(count / 1_000_000));
  return t('{0} GB', short(count / 1_000_000_000));
}

/** A digit behind the point below ten. */
function short(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}
