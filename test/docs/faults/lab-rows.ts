/** What becomes of a request to the lab in each of its scenarios. */
import type { ExpectedFault } from './row.ts';

export interface LabRow {
  scenario: string;
  /** An answer asked for whole; null: it is complete. */
  whole: ExpectedFault | null;
  /** A streamed one. */
  stream: ExpectedFault | null;
}

const alike = (scenario: string, expected: ExpectedFault | null): LabRow => ({ scenario, whole: expected, stream: expected });

export const labRows: readonly LabRow[] = [
  alike('healthy', null),
  alike('slow-first-byte', null),
  alike('unknown-model', { kind: 'model-not-found', leg: 'request', retryable: false }),
  alike('bad-key', { kind: 'bad-key', leg: 'account', retryable: false }),
  alike('no-credit', { kind: 'no-credit', leg: 'account', retryable: false }),
  alike('negative-balance', { kind: 'no-credit', leg: 'account', retryable: false }),
  alike('rate-limited', { kind: 'rate-limited', leg: 'account', retryable: true, waitMs: 7_000, says: ['Wait 7 seconds'] }),
  alike('provider-overloaded', { kind: 'provider-overloaded', leg: 'provider', retryable: true, waitMs: 12_000 }),
  alike('low-uptime', null),
  alike('gateway-error', { kind: 'gateway-error', leg: 'gateway', retryable: true }),
  alike('html-error-page', { kind: 'not-an-api', leg: 'http', retryable: false }),
  alike('hang-before-headers', { kind: 'client-timeout', leg: 'http', retryable: true }),
  {
    scenario: 'hang-mid-stream',
    whole: { kind: 'client-timeout', leg: 'http', retryable: true },
    stream: { kind: 'stream-stalled', leg: 'stream', retryable: false },
  },
  {
    scenario: 'reset-mid-stream',
    whole: { kind: 'stream-cut', leg: 'stream', retryable: true },
    stream: { kind: 'stream-cut', leg: 'stream', retryable: false },
  },
  {
    scenario: 'end-without-done',
    whole: { kind: 'truncated', leg: 'stream', retryable: true },
    stream: { kind: 'truncated', leg: 'stream', retryable: false },
  },
  {
    scenario: 'stream-error',
    whole: { kind: 'provider-error', leg: 'provider', retryable: true },
    stream: { kind: 'provider-error', leg: 'provider', retryable: false },
  },
  alike('one-lump', null),
  alike('flaky', { kind: 'provider-error', leg: 'provider', retryable: true }),
  alike('error-before-content', { kind: 'provider-error', leg: 'provider', retryable: true }),
  {
    scenario: 'cut-mid-event',
    whole: { kind: 'truncated', leg: 'stream', retryable: true },
    stream: { kind: 'truncated', leg: 'stream', retryable: false },
  },
  {
    scenario: 'comments-forever',
    whole: { kind: 'client-timeout', leg: 'http', retryable: true },
    stream: { kind: 'stream-stalled', leg: 'stream', retryable: true },
  },
  alike('slow-content', null),
  alike('empty-answer', null),
  alike('retry-after-date', { kind: 'rate-limited', leg: 'account', retryable: true }),
  alike('tls-untrusted', { kind: 'tls-untrusted', leg: 'tls', retryable: false }),
  alike('tls-expired', { kind: 'tls-expired', leg: 'tls', retryable: false }),
  alike('tls-wrong-host', { kind: 'tls-wrong-host', leg: 'tls', retryable: false }),
];
