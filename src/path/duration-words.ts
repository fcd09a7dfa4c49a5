import { t } from '@vscode/l10n';

/** A duration as people read it: `840 ms`, `3.2 s`, `2 min 5 s`. */
export function durationWords(durationMs: number): string {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < 1_000) return t('{0} ms', ms);
  if (ms < 59_950) return t('{0} s', (ms / 1_000).toFixed(1));
  const seconds = Math.round(ms / 1_000);
  return t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}
