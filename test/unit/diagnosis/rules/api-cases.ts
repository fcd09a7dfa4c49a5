import type { HttpEvidence, StreamEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeHttp } from '../../../../src/diagnosis/rules/http.ts';
import { judgeStream } from '../../../../src/diagnosis/rules/stream.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { Fault, FaultKind } from '../../../../src/gateways/fault.ts';
import { faultKinds, legOfFault } from '../../../../src/gateways/fault.ts';
import type { AccountState } from '../../../../src/gateways/account.ts';
import { beside, direct, exchangeOf, factsOf, failureOf, here, httpOf, proxied, recordOf, streamOf, type RuleCase } from '../samples.ts';

const http = (path: Partial<HttpEvidence['paths'][number]>, more: Partial<HttpEvidence> = {}, facts: Partial<SubjectFacts> = {}) => () => judgeHttp(httpOf(path, more), factsOf(facts));
const faultOf = (kind: FaultKind, more: Partial<Fault> = {}): Fault => ({ kind, leg: legOfFault(kind), retryable: false, said: 'the words of the gateway', ...more });
const cut = (code: string) => http({ models: exchangeOf(null, { failure: failureOf('http', 'http', code) }) });
const account = (more: Partial<AccountState>) => http({ models: exchangeOf(200), key: exchangeOf(200, { keyed: true }) }, { keyUsed: 'user', account: { limit: 10, limitRemaining: 5, isFreeTier: false, isManagementKey: false, expiresAt: null, ...more } });

/** Severity of each kind is the path's own: on the diagnosed path every fault fails calls. */
const faultCases: readonly RuleCase[] = faultKinds.map((kind) => ({
  what: `the fault ${kind}`,
  judge: http({ models: exchangeOf(400, { fault: faultOf(kind, { provider: 'Provider X', retryAfterMs: 5_000 }) }) }),
  status: 'fail',
  findings: [`error ${legOfFault(kind)} ${kind}`],
  says: /the words of the gateway.*Provider X.*5\.0 s/s,
}));

export const httpCases: readonly RuleCase[] = [
  { what: 'a good answer without a key', judge: http({ models: exchangeOf(200) }), status: 'pass', findings: [] },
  { what: 'a good answer and a good key', judge: account({}), status: 'pass', findings: [] },
  { what: 'the practice gateway', judge: http({ models: exchangeOf(200), key: exchangeOf(200) }, { practice: true, keyUsed: 'practice' }, here), status: 'pass', findings: [] },
  { what: '401 where no key was given', judge: http({ models: exchangeOf(401, { fault: faultOf('bad-key') }) }), status: 'pass', findings: ['info account key-needed'] },
  { what: '401 where the key had to stay here', judge: http({ models: exchangeOf(401, { fault: faultOf('bad-key') }) }, { keyWithheld: 'not-encrypted' }), status: 'pass', findings: ['info settings key-withheld'] },
  { what: '401 with a key', judge: http({ models: exchangeOf(401, { keyed: true, fault: faultOf('bad-key') }), key: exchangeOf(401, { keyed: true, fault: faultOf('bad-key') }) }, { keyUsed: 'user' }), status: 'fail', findings: ['error account bad-key'] },
  { what: '401 on a path where the key was not sent', judge: () => judgeHttp({ ...httpOf({}, { keyUsed: 'user' }), paths: [{ path: 'direct', models: exchangeOf(200, { keyed: true }) }, { path: 'proxy-1', models: exchangeOf(401, { fault: faultOf('bad-key') }) }] }, factsOf({ paths: [direct, beside(proxied)] })), status: 'pass', findings: [] },
  { what: 'a path that led nowhere', judge: http({ notReached: failureOf('tcp', 'tcp', 'ECONNREFUSED') }), status: 'skip', findings: [] },
  { what: 'a server that did not verify', judge: http({ unverified: true }), status: 'skip', findings: [] },
  { what: 'silence', judge: cut('DEADLINE'), status: 'fail', findings: ['error gateway no-response'], says: /TLS done/ },
  { what: 'silence, as undici says it', judge: cut('UND_ERR_HEADERS_TIMEOUT'), status: 'fail', findings: ['error gateway no-response'] },
  { what: 'headers without end', judge: cut('UND_ERR_HEADERS_OVERFLOW'), status: 'fail', findings: ['error http headers-too-large'] },
  { what: 'another protocol', judge: cut('HPE_INVALID_CONSTANT'), status: 'fail', findings: ['error http not-http'] },
  { what: 'an end in the middle', judge: cut('HPE_INVALID_EOF_STATE'), status: 'fail', findings: ['error http connection-cut-before-response'] },
  { what: 'a cut', judge: cut('ECONNRESET'), status: 'fail', findings: ['error http connection-cut-before-response'] },
  { what: 'a key that can not be sent', judge: cut('UND_ERR_INVALID_ARG'), status: 'fail', findings: ['error account key-not-sendable'] },
  { what: 'half a body', judge: http({ models: exchangeOf(200, { failure: failureOf('http', 'http', 'UND_ERR_SOCKET') }) }), status: 'fail', findings: ['error http body-cut'] },
  { what: 'no models list', judge: http({ models: exchangeOf(200), noList: true }), status: 'warn', findings: ['warning http no-models-list'] },
  { what: 'no end of it', judge: http({ models: exchangeOf(200, { truncated: true }), noList: true }), status: 'fail', findings: ['error http no-models-list'] },
  { what: 'a fault that only another path has', judge: () => judgeHttp({ ...httpOf({}), paths: [{ path: 'direct', models: exchangeOf(200) }, { path: 'proxy-1', models: exchangeOf(502, { fault: faultOf('not-an-api'), headers: { server: 'squid/5.7' } }) }] }, factsOf({ paths: [direct, beside(proxied)] })), status: 'warn', findings: ['warning http not-an-api'], says: /squid\/5\.7/ },
  { what: 'a model that is listed', judge: http({ models: exchangeOf(200) }, { model: { id: 'a/b', found: true, didYouMean: [] } }), status: 'pass', findings: [] },
  { what: 'a model that is not', judge: http({ models: exchangeOf(200) }, { model: { id: 'a/c', found: false, didYouMean: ['a/b', 'a/d'] } }), status: 'fail', findings: ['error request model-not-listed'], says: /a\/b and a\/d/ },
  { what: 'a model that is nothing like any', judge: http({ models: exchangeOf(200) }, { model: { id: 'zzz', found: false, didYouMean: [] } }), status: 'fail', findings: ['error request model-not-listed'] },
  { what: 'an expired key', judge: account({ expiresAt: '2026-08-19T00:00:00Z' }), status: 'fail', findings: ['error account key-expired'] },
  { what: 'a key that soon expires', judge: account({ expiresAt: '2026-08-21T00:00:00Z' }), status: 'pass', findings: ['info account key-expires-soon'] },
  { what: 'an account at its cap', judge: account({ limitRemaining: 0 }), status: 'fail', findings: ['error account cap-exhausted'] },
  { what: 'an account over its cap', judge: account({ limitRemaining: -1.5 }), status: 'fail', findings: ['error account cap-overdrawn'] },
  { what: 'a management key', judge: account({ isManagementKey: true }), status: 'fail', findings: ['error account management-key'] },
  ...faultCases,
];

const stream = (evidence: StreamEvidence, facts: Partial<SubjectFacts> = {}) => () => judgeStream(evidence, factsOf(facts));
const record = (more: Parameters<typeof recordOf>[0]) => stream(streamOf({ record: recordOf(more) }));

export const streamCases: readonly RuleCase[] = [
  { what: 'a whole stream', judge: record({}), status: 'pass', findings: [] },
  ...(['no-consent', 'no-key', 'not-encrypted', 'other-gateway', 'unverified', 'no-model'] as const).map(
    (skipped): RuleCase => ({ what: `none, because ${skipped}`, judge: stream({ skipped }), status: 'skip', findings: [] }),
  ),
  { what: 'none, because the way was closed', judge: stream({ notReached: failureOf('proxy', 'proxy-tcp', 'ECONNREFUSED') }), status: 'skip', findings: [] },
  { what: 'a refusal', judge: stream(streamOf({ status: 402, fault: faultOf('no-credit') })), status: 'fail', findings: ['error account no-credit'], says: /answered 402/ },
  { what: 'no answer', judge: stream(streamOf({ failure: failureOf('http', 'http', 'DEADLINE') })), status: 'fail', findings: ['error gateway no-response'] },
  { what: 'a cut before the answer', judge: stream(streamOf({ failure: failureOf('http', 'http', 'ECONNRESET') })), status: 'fail', findings: ['error http stream-not-started'] },
  { what: 'a key that can not be sent', judge: stream(streamOf({ failure: failureOf('http', 'http', 'UND_ERR_INVALID_ARG') })), status: 'fail', findings: ['error account key-not-sendable'] },
  { what: 'something else with status 200', judge: stream(streamOf({ headers: { 'content-type': 'text/html' } })), status: 'fail', findings: ['error stream not-a-stream'], says: /text\/html/ },
  { what: 'nothing to judge', judge: stream({}), status: 'unknown', findings: [] },
  { what: 'an error inside', judge: stream(streamOf({ record: recordOf({ end: 'error-event', contentEvents: 4 }), eventFault: faultOf('provider-error'), provider: 'Provider X' })), status: 'fail', findings: ['error provider provider-error'], says: /Provider X.*after 4 content events/s },
  { what: 'an error inside that nobody can read', judge: record({ end: 'error-event' }), status: 'fail', findings: ['error provider stream-error-event'] },
  { what: 'a stall with comments', judge: record({ end: 'stalled', comments: 20 }), status: 'fail', findings: ['error stream stream-stalled'], says: /stops in the middle.*Keep-alive comments went on \(20\)/s },
  { what: 'a stall without anything', judge: record({ end: 'stalled', comments: 0, contentEvents: 0 }), status: 'fail', findings: ['error stream stream-stalled'], says: /opens and no content comes/ },
  { what: 'a stream without end', judge: record({ end: 'out-of-time' }), status: 'warn', findings: ['warning stream stream-endless'] },
  { what: 'a cut', judge: record({ end: 'cut', failure: failureOf('stream', 'stream', 'ECONNRESET') }), status: 'fail', findings: ['error stream stream-cut'], says: /ECONNRESET/ },
  { what: 'an end inside a chunk', judge: record({ end: 'cut', failure: failureOf('stream', 'stream', 'HPE_INVALID_EOF_STATE') }), status: 'fail', findings: ['error stream stream-cut'], says: /closed, before the answer was complete/ },
  { what: 'a clean end too early', judge: record({ end: 'clean-end' }), status: 'fail', findings: ['error stream stream-truncated'], says: /no finish reason/ },
  { what: 'nothing inside', judge: record({ contentEvents: 0, firstContentMs: null, lastContentMs: null }), status: 'fail', findings: ['error provider stream-empty'] },
  { what: 'one lump', judge: record({ firstByteMs: 2_990, firstContentMs: 2_995, lastContentMs: 3_000 }), status: 'warn', findings: ['warning stream stream-buffered'] },
  { what: 'one lump, and nobody between', judge: stream(streamOf({ record: recordOf({ firstByteMs: 2_990, firstContentMs: 2_995, lastContentMs: 3_000 }), tlsEnd: 'no-tls' }), here), status: 'warn', findings: ['warning gateway stream-buffered'], says: /the gateway collects/ },
  { what: 'a fast short answer in one read', judge: record({ firstByteMs: 290, firstContentMs: 295, lastContentMs: 300 }), status: 'pass', findings: [] },
  { what: 'a late first word while comments came in time', judge: record({ firstByteMs: 100, firstContentMs: 4_000, lastContentMs: 4_100 }), status: 'warn', findings: ['warning provider slow-first-content'] },
  { what: 'few events at once', judge: record({ contentEvents: 3, firstByteMs: 2_900, firstContentMs: 2_900, lastContentMs: 2_901 }), status: 'pass', findings: [] },
];
