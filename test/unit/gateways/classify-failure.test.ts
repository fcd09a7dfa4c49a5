import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { classifyEnding, classifyWholeAnswer } from '../../../src/gateways/classify-ending.ts';
import { classifyFailure } from '../../../src/gateways/classify-failure.ts';
import { faultKinds, isMildFault, type FaultKind } from '../../../src/gateways/fault.ts';
import { legs, type Leg } from '../../../src/path/leg.ts';
import type { NetworkFailure } from '../../../src/path/network-failure.ts';

function failed(leg: Leg, step: string, code: string, message = ''): NetworkFailure {
  return { leg, step, code, message, chain: [code] };
}

/** Failures as this program's own steps report them. */
const measured: readonly [failure: NetworkFailure, kind: FaultKind, leg: Leg, retryable: boolean][] = [
  [failed('dns', 'dns', 'ENOTFOUND'), 'name-not-found', 'dns', false],
  [failed('dns', 'dns', 'EAI_AGAIN'), 'name-not-found', 'dns', true],
  [failed('dns', 'dns', 'DEADLINE'), 'name-not-found', 'dns', true],
  [failed('tcp', 'tcp', 'ECONNREFUSED'), 'connection-refused', 'tcp', true],
  [failed('tcp', 'tcp', 'DEADLINE'), 'connect-timeout', 'tcp', true],
  [failed('tcp', 'tcp', 'ENETUNREACH'), 'network-unreachable', 'tcp', true],
  [failed('tls', 'tls', 'ECONNRESET'), 'connection-reset', 'tls', true],
  [failed('tls', 'tls', 'DEADLINE'), 'tls-protocol', 'tls', false],
  [failed('tls', 'tls', 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME'), 'tls-protocol', 'tls', false],
  [failed('tls', 'tls', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'tls-untrusted', 'tls', false],
  [failed('http', 'http', 'DEADLINE'), 'no-response', 'http', true],
  [failed('http', 'http', 'ECONNRESET'), 'connection-reset', 'http', true],
  [failed('http', 'http', 'HPE_INVALID_CONSTANT'), 'not-http', 'http', false],
  [failed('http', 'http', 'ERR_HTTP2_STREAM_CANCEL'), 'connection-reset', 'http', true],
  [failed('stream', 'stream', 'ECONNRESET'), 'stream-cut', 'stream', true],
  [failed('stream', 'stream', 'UND_ERR_BODY_TIMEOUT'), 'stream-stalled', 'stream', true],
  [failed('proxy', 'proxy-dns', 'ENOTFOUND'), 'proxy-unreachable', 'proxy', true],
  [failed('proxy', 'proxy-tcp', 'ECONNREFUSED'), 'proxy-unreachable', 'proxy', true],
  [failed('proxy', 'proxy-tls', 'SELF_SIGNED_CERT_IN_CHAIN'), 'proxy-unreachable', 'proxy', true],
  [failed('proxy', 'proxy-connect', 'PROXY_407'), 'proxy-auth', 'proxy', false],
  [failed('proxy', 'proxy-connect', 'PROXY_403'), 'proxy-refuses', 'proxy', false],
  [failed('proxy', 'proxy-connect', 'PROXY_502'), 'proxy-refuses', 'proxy', false],
  [failed('proxy', 'proxy-connect', 'DEADLINE'), 'proxy-unreachable', 'proxy', true],
  [failed('proxy', 'proxy-connect', 'ECONNRESET'), 'proxy-refuses', 'proxy', false],
  [failed('proxy', 'socks', 'SOCKS_AUTH'), 'proxy-auth', 'proxy', false],
  [failed('proxy', 'socks', 'SOCKS_NOT_ALLOWED'), 'proxy-refuses', 'proxy', false],
  [failed('proxy', 'socks', 'SOCKS_NOT_SOCKS'), 'proxy-unreachable', 'proxy', true],
];

describe('classifyFailure', () => {
  for (const [failure, kind, leg, retryable] of measured) {
    it(`${failure.step} ${failure.code} is ${kind}`, () => {
      const { kind: found, leg: where, retryable: again, code } = classifyFailure(failure);
      assert.deepEqual([found, where, again, code], [kind, leg, retryable, failure.code]);
    });
  }

  // As Node reports it where the attempts run out (nodejs/node #54359); a host that swallows packets is none of loopback's.
  it('calls several addresses that were silent or have no route a connect timeout', () => {
    const attempts = ['ETIMEDOUT', 'ENETUNREACH'].map((code) => Object.assign(new Error(`connect ${code}`), { code }));
    const error = new TypeError('fetch failed', { cause: Object.assign(new AggregateError(attempts, ''), { code: 'ETIMEDOUT' }) });
    assert.equal(classifyFailure(error).kind, 'connect-timeout');
  });

  it('never lets a request be repeated after content', () => {
    for (const [failure] of measured) assert.equal(classifyFailure(failure, { contentSeen: true }).retryable, false);
  });

  it('has a kind for whatever was thrown, and bounds its text', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 3 }), fc.string(), fc.string(), (cause, message, code) => {
        for (const thrown of [cause, Object.assign(new Error(message, { cause }), { code })]) {
          const { kind, leg, said } = classifyFailure(thrown);
          assert.ok(faultKinds.includes(kind) && legs.includes(leg) && said.length <= 400);
        }
      }),
    );
  });

  it('walks a chain that bites its own tail', () => {
    const error = Object.assign(new Error('a'), { code: 'ECONNRESET' });
    error.cause = error;
    assert.equal(classifyFailure(error).kind, 'connection-reset');
  });
});

describe('classifyWholeAnswer', () => {
  const answer = (body: unknown): Parameters<typeof classifyWholeAnswer>[0] => ({ status: 200, headers: { 'content-type': 'application/json' }, bodyText: typeof body === 'string' ? body : JSON.stringify(body) });
  const cases: readonly [what: string, body: unknown, kind: FaultKind | null][] = [
    ['a chat answer', { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }, null],
    ['a message', { type: 'message', content: [], stop_reason: 'end_turn' }, null],
    ['a response', { object: 'response', status: 'completed', output: [] }, null],
    ['a models list', { data: [] }, null],
    ['a chat answer at max_tokens', { choices: [{ message: {}, finish_reason: 'length' }] }, 'length-limit'],
    ['a message at max_tokens', { type: 'message', stop_reason: 'max_tokens' }, 'length-limit'],
    ['a response at its limit', { object: 'response', status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length-limit'],
    ['a response that a filter stopped', { object: 'response', status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'moderation'],
    ['a response still under way', { object: 'response', status: 'in_progress' }, 'truncated'],
    ['half a document', '{"id":"gen-1","choices":[{"message":{"content":"Hel', 'truncated'],
    ['nothing', '', 'truncated'],
    ['no finish reason', { choices: [{ message: { content: 'Hi' } }] }, 'truncated'],
    ['an error under 200', { error: { code: 502, message: 'Upstream failed' } }, 'provider-error'],
    ['a failed response', { object: 'response', status: 'failed', error: { code: 'server_error', message: 'x' } }, 'provider-error'],
    ['an error as its finish reason', { choices: [{ finish_reason: 'error' }] }, 'provider-error'],
  ];
  for (const [what, body, kind] of cases) it(`${what}: ${kind ?? 'complete'}`, () => assert.equal(classifyWholeAnswer(answer(body))?.kind ?? null, kind));

  it('calls a limit of tokens no failure', () => {
    assert.deepEqual(faultKinds.filter(isMildFault), ['length-limit']);
    assert.equal(classifyEnding({ end: 'terminator', finishReason: 'model_context_window_exceeded', contentEvents: 3 })?.kind, 'length-limit');
  });
});
