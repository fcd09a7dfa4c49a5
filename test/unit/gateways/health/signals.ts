import type { FeedState, FeedStatus } from '../../../../src/gateways/feeds/feed.ts';
import type { HealthInput, Surroundings } from '../../../../src/gateways/health/health.ts';
import type { Signal } from '../../../../src/gateways/health/signal.ts';

/** A Sunday, noon. */
export const noonMs = Date.UTC(2026, 10, 29, 12);
export const minuteMs = 60_000;
export const intervalMs = 5 * minuteMs;

/** An active look that was answered as it should be. */
export function answered(atMs: number, changes: Partial<Signal> = {}): Signal {
  return {
    source: 'active',
    atMs,
    outcome: 'answered',
    latencyMs: 300,
    kind: null,
    leg: null,
    status: 200,
    code: null,
    retryAfterMs: null,
    provider: null,
    model: null,
    ...changes,
  };
}

/** A look that failed, by default because the gateway answered 503. */
export function failed(atMs: number, changes: Partial<Signal> = {}): Signal {
  return answered(atMs, { outcome: 'failed', kind: 'gateway-unavailable', leg: 'gateway', status: 503, ...changes });
}

/** A request that never got out of this machine's network. */
export function unconnected(atMs: number, leg: Signal['leg'] = 'tcp', changes: Partial<Signal> = {}): Signal {
  return failed(atMs, { kind: null, leg, status: null, latencyMs: null, code: 'ECONNREFUSED', ...changes });
}

/** A user's request to a model, answered. */
export function completed(atMs: number, changes: Partial<Signal> = {}): Signal {
  return answered(atMs, { source: 'passive', model: 'maker/model', provider: 'Maker', ...changes });
}

/** What a status page says. */
export function page(state: FeedState, title?: string): FeedStatus {
  const incidents =
    title === undefined
      ? []
      : [{ id: '1', title, state, startedAt: null, updatedAt: null, resolvedAt: null, url: null, components: [] }];
  return {
    feed: { pageUrl: 'https://status.example.com' },
    reading: { format: 'statuspage', state, components: [], incidents, updatedAt: null, generatedAt: null, problem: null },
    readAtMs: noonMs,
    state,
    problem: null,
  };
}

export const quiet: Surroundings = {
  online: true,
  paused: null,
  othersReachable: null,
  networkChangedAtMs: null,
  wokeAtMs: null,
  keyChangedAtMs: null,
};

/** Health at noon, from signals. */
export function input(signals: readonly Signal[], changes: Partial<HealthInput> = {}): HealthInput {
  return {
    title: 'Acme',
    nowMs: noonMs,
    signals,
    feed: null,
    previous: null,
    surroundings: quiet,
    expectedIntervalMs: intervalMs,
    usualLatencyMs: null,
    ...changes,
  };
}
