import type { HeaderLine } from '../http/head-lines.ts';
import type { EndpointFailure } from './failure.ts';

/** Headers that go with a failure of the endpoint's own. Pure. */
export function failureHeaders({ retryAfterMs, shouldRetry, leg, code }: EndpointFailure): readonly HeaderLine[] {
  return [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Cache-Control', 'no-store'],
    // The official SDKs obey it (openai-node, src/client.ts, shouldRetry).
    ['x-should-retry', String(shouldRetry)],
    ['x-gatehouse-leg', leg],
    ['x-gatehouse-code', code],
    ...(retryAfterMs === undefined ? [] : ([['Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1_000)))]] as const)),
  ];
}
