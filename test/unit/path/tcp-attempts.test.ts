import assert from 'node:assert/strict';
import { ledToGateway, type TcpAttempt } from '../../../src/path/tcp-attempts.ts';
import { networkFailure } from '../../../src/path/network-failure.ts';

describe('an attempt that led to the gateway', () => {
  const attempt = (more: Partial<TcpAttempt>): TcpAttempt => ({ address: '192.0.2.1', family: 4, port: 443, durationMs: 9, ...more });
  const greeted = (outcome: NonNullable<TcpAttempt['greeting']>['outcome'], code?: string): TcpAttempt =>
    attempt({ greeting: { durationMs: 9, outcome, ...(code !== undefined && { code }) } });
  const cases: readonly [string, TcpAttempt, boolean][] = [
    ['opened, nothing said', attempt({}), true],
    ['did not open', attempt({ failure: networkFailure('tcp', 'tcp', new Error('no')) }), false],
    ['answered', greeted('answered'), true],
    ['answered with a private certificate', greeted('answered', 'SELF_SIGNED_CERT_IN_CHAIN'), true],
    ['answered with a certificate for another name', greeted('answered', 'ERR_TLS_CERT_ALTNAME_INVALID'), false],
    ['cut', greeted('reset', 'ECONNRESET'), false],
    ['silent', greeted('silent', 'DEADLINE'), false],
    ['no TLS', greeted('refused', 'EPROTO'), false],
  ];
  for (const [what, one, led] of cases) it(what, () => assert.equal(ledToGateway(one), led));
});
