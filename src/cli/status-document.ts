import type { FeedIncident } from '../gateways/feeds/feed.ts';
import type { HealthState, Party, Signal } from '../gateways/health/signal.ts';
import type { Standing } from '../gateways/health/standing.ts';
import type { Leg } from '../path/leg.ts';

/** What `gatehouse status --json` prints. Times are ISO 8601, UTC. */
export interface StatusDocument {
  schemaVersion: 1;
  gateways: readonly {
    id: string;
    title: string;
    baseUrl: string;
    state: HealthState;
    fault: Party | null;
    leg: Leg | null;
    /** Kind of fault, as `gatehouse explain` names it. */
    kind: string | null;
    sentence: string;
    nextStep: string;
    latencyMs: number | null;
    checkedAt: string | null;
    /** What the state rests on, oldest first; empty while watching. */
    signals: readonly (Omit<Signal, 'atMs'> & { at: string })[];
    statusPage: { url: string; state: string; readAt: string | null; problem: string | null } | null;
    /** Of the official page; open ones first. */
    incidents: readonly FeedIncident[];
  }[];
}

/** Puts the document together. Pure. */
export function statusDocument(looked: readonly { standing: Standing; signals: readonly Signal[] }[]): StatusDocument {
  return {
    schemaVersion: 1,
    gateways: looked.map(({ standing: { id, title, baseUrl, health, feed }, signals }) => ({
      id,
      title,
      baseUrl,
      state: health.state,
      fault: health.fault,
      leg: health.leg,
      kind: health.kind,
      sentence: health.sentence,
      nextStep: health.nextStep,
      latencyMs: health.latencyMs,
      checkedAt: isoTime(health.checkedAtMs),
      signals: signals.map(({ atMs, ...rest }) => ({ at: isoTime(atMs) ?? '', ...rest })),
      statusPage: feed && { url: feed.pageUrl, state: feed.state, readAt: isoTime(feed.readAtMs), problem: feed.problem },
      incidents: feed?.incidents ?? [],
    })),
  };
}

function isoTime(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
