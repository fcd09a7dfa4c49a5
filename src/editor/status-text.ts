import { t } from '@vscode/l10n';
import type { State, Verdict } from '../diagnosis/finding.ts';
import { agoWords } from './time-words.ts';
import { legWord, stateWord } from './words.ts';

/** A verdict older than this in ms carries its age in the status bar. */
const staleMs = 10 * 60_000;

/** All that the status bar item shows is made of. */
export interface StatusFacts {
  /** The chosen gateway, or what is wrong with the settings that should name one. */
  gateway: { title: string; baseUrl: string } | { problem: string };
  /** Progress of a diagnosis the user asked for. */
  progress?: { done: number; total: number };
  /** How far a deep diagnosis is, in percent, while one runs beside. */
  deepPercent?: number;
  /** The newest verdict on this gateway. */
  checked?: { verdict: Verdict; agoMs: number; place: string; byMonitor: boolean };
  /** Why the last diagnosis came to no verdict. */
  failure?: string;
  monitoring: boolean;
}

export interface StatusText {
  /** With one codicon. */
  text: string;
  /** For screen readers, which don't read icons. */
  label: string;
  /** Only when something must be done. */
  background: 'none' | 'error' | 'warning';
  /** The tooltip's table, plain text. */
  rows: readonly (readonly [name: string, value: string])[];
}

const icons: Record<State, string> = {
  healthy: '$(check)',
  degraded: '$(warning)',
  down: '$(error)',
  unknown: '$(question)',
};

/** What the status bar item says. Pure. */
export function statusText(facts: StatusFacts): StatusText {
  if ('problem' in facts.gateway) {
    const words = t('Gatehouse: check the settings');
    return {
      text: `$(warning) ${words}`,
      label: `${words}. ${facts.gateway.problem}`,
      background: 'warning',
      rows: [[t('Problem'), facts.gateway.problem]],
    };
  }
  const { title, baseUrl } = facts.gateway;
  const [icon, words] = iconAndWords(facts, title);
  return {
    text: `${icon} ${words}`,
    label: facts.progress ? words : [words, facts.checked?.verdict.sentence ?? facts.failure].filter(Boolean).join('. '),
    background: !facts.progress && facts.checked?.verdict.state === 'down' ? 'error' : 'none',
    rows: tooltipRows(facts, title, baseUrl),
  };
}

function iconAndWords(facts: StatusFacts, title: string): [icon: string, words: string] {
  if (facts.progress) {
    const { done, total } = facts.progress;
    const words = total === 0 ? t('{0}: getting ready', title) : t('{0}: checking {1} of {2}', title, done, total);
    return ['$(sync~spin)', words];
  }
  if (facts.deepPercent !== undefined) return ['$(sync~spin)', t('{0}: in depth, {1} %', title, facts.deepPercent)];
  if (!facts.checked) {
    if (facts.failure !== undefined) return ['$(question)', t('{0}: the diagnosis did not finish', title)];
    return ['$(pulse)', t('{0}: not checked yet', title)];
  }
  const { verdict, agoMs } = facts.checked;
  const parts = [stateWord(verdict.state)];
  if (verdict.leg !== null && verdict.state !== 'healthy') parts.push(legWord(verdict.leg));
  if (agoMs >= staleMs) parts.push(agoWords(agoMs));
  return [icons[verdict.state], t('{0}: {1}', title, parts.join(t(', ')))];
}

function tooltipRows(facts: StatusFacts, title: string, baseUrl: string): StatusText['rows'] {
  const rows: [string, string][] = [
    [t('Gateway'), title],
    [t('Base URL'), baseUrl],
  ];
  if (facts.checked) {
    const { verdict, agoMs, place, byMonitor } = facts.checked;
    rows.push([t('State'), stateWord(verdict.state)]);
    if (verdict.leg !== null) rows.push([t('Leg at fault'), legWord(verdict.leg)]);
    rows.push([t('Verdict'), verdict.sentence]);
    if (verdict.state !== 'healthy') rows.push([t('Next step'), verdict.nextStep]);
    rows.push([byMonitor ? t('Checked by monitoring') : t('Checked'), agoWords(agoMs)]);
    rows.push([t('Probes ran in'), place]);
  } else {
    rows.push([t('State'), t('not checked yet')]);
  }
  if (facts.failure !== undefined) rows.push([t('Last diagnosis'), facts.failure]);
  if (facts.deepPercent !== undefined) rows.push([t('Diagnosis in depth'), t('{0} % done', facts.deepPercent)]);
  rows.push([t('Monitoring'), facts.monitoring ? t('on') : t('off')]);
  return rows;
}
