import type { Verdict } from '../diagnosis/finding.ts';
import type { Leg } from '../path/leg.ts';
import type { SessionSnapshot } from './diagnosis-session.ts';
import type { GatewayChoice } from './gateway-choice.ts';
import type { Standing } from '../gateways/health/standing.ts';
import type { StatusFacts } from './status-text.ts';

/** What monitoring knows and the user wants shown of it. */
export interface MonitoringFacts {
  on: boolean;
  standings: readonly Standing[];
  showLatency: boolean;
}

/** What the status bar may say about the chosen gateway out of all that is known. Pure. */
export function statusFacts(
  choice: GatewayChoice,
  session: SessionSnapshot,
  monitoring: MonitoringFacts,
  nowMs: number,
): StatusFacts {
  const { on, standings, showLatency } = monitoring;
  if (!choice.gateway) return { gateway: { problem: choice.problem }, monitoring: on };
  const { id, title, baseUrl } = choice.gateway;
  const checked = lastVerdict(session, baseUrl, nowMs);
  const standing = standings.find((one) => one.id === id && one.baseUrl === baseUrl);
  return {
    gateway: { title, baseUrl },
    ...(session.phase === 'running' ? { progress: session.progress } : {}),
    ...(session.deep ? { deepPercent: session.deep.percent } : {}),
    ...(checked ? { checked } : {}),
    ...(standing && saysMore(standing, checked, nowMs) ? { standing } : {}),
    showLatency,
    ...(session.failure === undefined ? {} : { failure: session.failure }),
    monitoring: on,
  };
}

/** Legs that a monitoring check does not measure: it sends no stream and asks no model. */
const unmonitoredLegs: readonly (Leg | null)[] = ['stream', 'provider', 'request'];

/** A fault that monitoring can't see is not over because monitoring sees none. */
function outlives(measured: Verdict, { health }: Standing): boolean {
  return measured.state !== 'healthy' && health.state === 'healthy' && unmonitoredLegs.includes(measured.leg);
}

/** Whether monitoring is to be believed before the last diagnosis: it saw something later, and something of that kind. */
function saysMore(standing: Standing, checked: StatusFacts['checked'], nowMs: number): boolean {
  if (!checked) return true;
  if (outlives(checked.verdict, standing)) return false;
  const { checkedAtMs, state } = standing.health;
  // Before the first check a diagnosis of today says more than nothing.
  if (state === 'unknown' && checkedAtMs === null) return false;
  return checkedAtMs === null || checkedAtMs >= nowMs - checked.agoMs;
}

function lastVerdict({ stored }: SessionSnapshot, baseUrl: string, nowMs: number): StatusFacts['checked'] {
  // A verdict on the gateway chosen before says nothing about this one.
  if (stored?.report.subject.gateway.baseUrl !== baseUrl) return undefined;
  const { verdict, startedAt, subject } = stored.report;
  return { verdict, agoMs: nowMs - Date.parse(startedAt), place: subject.contextLabel };
}
