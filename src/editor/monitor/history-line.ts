import { t } from '@vscode/l10n';
import type { HealthState } from '../../gateways/health/signal.ts';

/** Full is well and empty is nothing known, so that the line can be read without colours. */
const glyphs: Readonly<Record<HealthState | 'none', string>> = {
  healthy: '█',
  degraded: '▅',
  'account-problem': '▃',
  'local-problem': '▂',
  down: '▁',
  unknown: '·',
  paused: '·',
  none: '·',
};

/** The past as a line of block characters, oldest first. Pure. */
export function historyLine(states: readonly (HealthState | 'none')[]): string {
  return states.map((state) => glyphs[state]).join('');
}

/**
 * The same past in words, for whoever does not see the line. Pure.
 *
 * @param wellShare share of the time for which anything is known in which all was well, 0 to 1; null when nothing is.
 */
export function historyWords(wellShare: number | null, hours: number): string {
  if (wellShare === null) return t('Nothing is known of the last {0} hours.', hours);
  // Rounding must not call an hour of trouble a hundred percent.
  const percent = wellShare === 1 ? '100' : (Math.floor(wellShare * 1_000) / 10).toFixed(1);
  return t('Well for {0} % of the last {1} hours that were watched.', percent, hours);
}
