import { t } from '@vscode/l10n';

/** A share in percent with one decimal, never rounded up to 100; null is not enough data. */
export function percent(share: number | null): string {
  if (share === null) return t('no data');
  return t('{0} %', String(share >= 100 ? 100 : Math.floor(share * 10) / 10));
}
