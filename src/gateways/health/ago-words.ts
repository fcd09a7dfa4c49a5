import { t } from '@vscode/l10n';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago something was, in words; `agoMs` below a minute, or negative after a clock change, is "just now". */
export function agoWords(agoMs: number): string {
  if (!(agoMs >= minuteMs)) return t('just now');
  if (agoMs < hourMs) return t('{0} min ago', Math.floor(agoMs / minuteMs));
  if (agoMs < dayMs) return t('{0} h ago', Math.floor(agoMs / hourMs));
  return t('{0} d ago', Math.floor(agoMs / dayMs));
}

/** In how long something will be, in words: `in 20 s`, `in 5 min`, `in 3 h`. Rounded up. */
export function inWords(inMs: number): string {
  const seconds = Math.max(1, Math.ceil(inMs / 1_000));
  if (seconds < 120) return t('in {0} s', seconds);
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? t('in {0} min', minutes) : t('in {0} h', Math.ceil(minutes / 60));
}
