import { t } from '@vscode/l10n';
import type { Confidence, Severity, State, Verdict } from '../finding.ts';
import type { ProbeStatus } from '../probe.ts';
import { legName } from '../rules/wording.ts';

/** A verdict's state in a word. */
export function stateWord(state: State): string {
  const words: Readonly<Record<State, string>> = {
    healthy: t('healthy'),
    degraded: t('degraded'),
    down: t('down'),
    unknown: t('could not tell'),
  };
  return words[state];
}

/** A probe's status in a word. */
export function statusWord(status: ProbeStatus): string {
  const words: Readonly<Record<ProbeStatus, string>> = {
    pass: t('passed'),
    warn: t('warning'),
    fail: t('failed'),
    skip: t('skipped'),
    unknown: t('unknown'),
  };
  return words[status];
}

/** A finding's severity in a word. */
export function severityWord(severity: Severity): string {
  const words: Readonly<Record<Severity, string>> = { error: t('error'), warning: t('warning'), info: t('info') };
  return words[severity];
}

/** How sure, in words. */
export function confidenceWord(confidence: Confidence): string {
  const words: Readonly<Record<Confidence, string>> = {
    high: t('sure'),
    medium: t('likely'),
    low: t('not sure'),
  };
  return words[confidence];
}

/** How sure a verdict is and of which leg, in brackets, to follow the state's word. */
export function sureness({ confidence, leg }: Verdict): string {
  const sure = confidenceWord(confidence);
  return leg ? t('({0}, leg at fault: {1})', sure, legName(leg)) : t('({0})', sure);
}
