import { t } from '@vscode/l10n';
import type { State, Verdict } from '../diagnosis/finding.ts';
import type { HealthState } from '../gateways/health/signal.ts';
import { historyWords } from './monitor/history-line.ts';
import { lineHours, type Standing } from '../gateways/health/standing.ts';
import { agoWords, durationWords } from './time-words.ts';
import { healthWord } from '../gateways/health/state-words.ts';
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
  checked?: { verdict: Verdict; agoMs: number; place: string };
  /** How the gateway stands by monitoring, where that is newer or says more. */
  standing?: Standing;
  /** The user wants the latency beside the state. */
  showLatency?: boolean;
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

const healthIcons: Record<HealthState, string> = {
  healthy: '$(check)',
  degraded: '$(warning)',
  down: '$(error)',
  'local-problem': '$(plug)',
  'account-problem': '$(key)',
  unknown: '$(question)',
  paused: '$(debug-pause)',
};

/** States in which calls fail, and the user is to see it without looking for it. */
const failing: readonly HealthState[] = ['down', 'local-problem'];

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
    label: facts.progress ? words : [words, saidOf(facts)].filter(Boolean).join('. '),
    background: !facts.progress && isFailing(facts) ? 'error' : 'none',
    rows: tooltipRows(facts, title, baseUrl),
  };
}

/** What there is to say beside the state, for those who don't see the tooltip. */
function saidOf({ standing, checked, failure }: StatusFacts): string | undefined {
  if (!standing) return checked?.verdict.sentence ?? failure;
  return `${standing.health.sentence} ${historyWords(standing.wellShare, lineHours)}`;
}

function isFailing({ standing, checked }: StatusFacts): boolean {
  return standing ? failing.includes(standing.health.state) : checked?.verdict.state === 'down';
}

/** `healthy, 240 ms`, `down, gateway`, `account problem`. */
function healthWords({ health }: Standing, showLatency: boolean): string {
  const { state, leg, latencyMs } = health;
  const parts = [healthWord(state)];
  const namesLeg = state === 'degraded' || failing.includes(state);
  if (leg !== null && namesLeg) parts.push(legWord(leg));
  if (showLatency && latencyMs !== null && (state === 'healthy' || state === 'degraded')) parts.push(durationWords(latencyMs));
  return parts.join(t(', '));
}

function iconAndWords(facts: StatusFacts, title: string): [icon: string, words: string] {
  if (facts.progress) {
    const { done, total } = facts.progress;
    const words = total === 0 ? t('{0}: getting ready', title) : t('{0}: checking {1} of {2}', title, done, total);
    return ['$(sync~spin)', words];
  }
  if (facts.deepPercent !== undefined) return ['$(sync~spin)', t('{0}: in depth, {1} %', title, facts.deepPercent)];
  if (facts.standing) {
    return [healthIcons[facts.standing.health.state], t('{0}: {1}', title, healthWords(facts.standing, facts.showLatency === true))];
  }
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
    const { verdict, agoMs, place } = facts.checked;
    rows.push([t('Last diagnosis'), stateWord(verdict.state)]);
    if (verdict.leg !== null) rows.push([t('Leg at fault'), legWord(verdict.leg)]);
    rows.push([t('Verdict'), verdict.sentence]);
    if (verdict.state !== 'healthy') rows.push([t('Next step'), verdict.nextStep]);
    rows.push([t('Checked'), agoWords(agoMs)]);
    rows.push([t('Probes ran in'), place]);
  } else {
    rows.push([t('Last diagnosis'), facts.failure ?? t('none yet')]);
  }
  if (facts.deepPercent !== undefined) rows.push([t('Diagnosis in depth'), t('{0} % done', facts.deepPercent)]);
  rows.push([t('Monitoring'), facts.monitoring ? t('on') : t('off')]);
  return rows;
}
