import type { Verdict } from '../diagnosis/finding.ts';
import type { Leg } from '../path/leg.ts';
import type { SessionSnapshot } from './diagnosis-session.ts';
import type { GatewayChoice } from './gateway-choice.ts';
import type { StatusFacts } from './status-text.ts';

/** What the status bar may say about the chosen gateway out of all the session knows. Pure. */
export function statusFacts(
  choice: GatewayChoice,
  session: SessionSnapshot,
  monitoring: boolean,
  nowMs: number,
): StatusFacts {
  if (!choice.gateway) return { gateway: { problem: choice.problem }, monitoring };
  const { title, baseUrl } = choice.gateway;
  const checked = newestVerdict(session, baseUrl, nowMs);
  return {
    gateway: { title, baseUrl },
    ...(session.phase === 'running' ? { progress: session.progress } : {}),
    ...(session.deep ? { deepPercent: session.deep.percent } : {}),
    ...(checked ? { checked } : {}),
    ...(session.failure === undefined ? {} : { failure: session.failure }),
    monitoring,
  };
}

/** Legs that a monitoring check does not measure: it sends no stream and asks no model. */
const unmonitoredLegs: readonly (Leg | null)[] = ['stream', 'provider', 'request'];

/** A fault that monitoring can't see is not over because monitoring sees none. */
function outlives(measured: Verdict, later: Verdict): boolean {
  return later.state === 'healthy' && unmonitoredLegs.includes(measured.leg);
}

function newestVerdict(session: SessionSnapshot, baseUrl: string, nowMs: number): StatusFacts['checked'] {
  const { stored, laterCheck } = session;
  // A verdict on the gateway chosen before says nothing about this one.
  if (stored?.report.subject.gateway.baseUrl !== baseUrl) return undefined;
  const place = stored.report.subject.contextLabel;
  const agoMs = (startedAt: string): number => nowMs - Date.parse(startedAt);
  if (laterCheck?.baseUrl === baseUrl && !outlives(stored.report.verdict, laterCheck.verdict)) {
    return { verdict: laterCheck.verdict, agoMs: agoMs(laterCheck.startedAt), place, byMonitor: true };
  }
  const { verdict, startedAt } = stored.report;
  return { verdict, agoMs: agoMs(startedAt), place, byMonitor: stored.origin === 'monitor' };
}
