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

/** A duration as people read it: `840 ms`, `3.2 s`, `2 min 5 s`. */
export function durationWords(durationMs: number): string {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < 1_000) return t('{0} ms', ms);
  if (ms < 59_950) return t('{0} s', (ms / 1_000).toFixed(1));
  const seconds = Math.round(ms / 1_000);
  return t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}
