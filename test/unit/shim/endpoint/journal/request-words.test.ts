import * as assert from 'node:assert/strict';
import { lastFailedRequest } from '../../../../../src/shim/endpoint/journal/last-failed.ts';
import { requestDocument } from '../../../../../src/shim/endpoint/journal/request-document.ts';
import type { RequestEntry } from '../../../../../src/shim/endpoint/journal/request-entry.ts';
import { attemptFailure, requestFailure } from '../../../../../src/shim/endpoint/journal/request-failure.ts';
import { requestCells, requestRow, requestTitles } from '../../../../../src/shim/endpoint/journal/request-rows.ts';
import { attemptEndWords, attemptWhyWords, costWords, leftOutWords, tokenWords } from '../../../../../src/shim/endpoint/journal/request-words.ts';
import { faultKinds } from '../../../../../src/gateways/fault.ts';
import { aFallback, aLive, anAttempt, aRequest, aTruncated, startMs } from './requests.ts';

describe('a request as a row', () => {
  it('has a title for each cell', () => assert.equal(requestTitles().length, requestCells.length));

  const cases: readonly [what: string, entry: RequestEntry, expected: Partial<ReturnType<typeof requestRow>>][] = [
    ['answered', aRequest(), { callerName: 'codex', asked: 'gatehouse/fast', target: 'openrouter/openai/gpt-4o-mini', attempts: '1', firstContent: '701 ms', duration: '2.1 s', tokens: '120 in, 40 out', cost: '0.0012 USD', end: 'answered', failed: false, live: false }],
    ['answered by the second target', aFallback(), { target: 'lab1/a', attempts: '2', end: 'answered', failed: false }],
    ['cut in the middle', aTruncated(), { end: 'truncated: The connection was closed in the middle of the answer (stream)', failed: true }],
    ['estimated', aRequest({ cost: { usd: 1.5, estimated: true } }), { cost: 'about 1.50 USD' }],
    ['that runs', aLive(), { live: true, failed: false, duration: '5.0 s', end: 'under way', tokens: '', cost: '', firstContent: '' }],
    ['that was called off', aRequest({ end: 'cancelled' }), { end: 'called off by the client', failed: false }],
    ['refused for a cap', aRequest({ attempts: [], end: 'refused', failure: { status: 402, leg: 'settings', code: 'spending-cap' } }), { target: '', attempts: '0', end: 'refused by the endpoint: A spending cap for today is reached (settings)', failed: true }],
    ['on a path that is passed on', aRequest({ asked: '', path: '/v1/embeddings' }), { asked: '/v1/embeddings' }],
    ['with an error that was handed on', aRequest({ end: 'passed-on', failure: { status: 429, leg: 'account', code: 'rate-limited' } }), { end: 'error of the gateway, handed on: The gateway limits the rate of requests of this account (account)', failed: true }],
  ];
  for (const [what, entry, expected] of cases) {
    it(what, () => {
      const row = requestRow(entry, startMs + 5_000);
      for (const [name, value] of Object.entries(expected)) assert.equal(row[name as keyof typeof row], value, name);
    });
  }

  it('holds nothing that could be anything but text', () => {
    const row = requestRow(aRequest({ asked: 'a\u001b[31m\nb', caller: '\u202ex' }), startMs);
    assert.doesNotMatch(row.asked + row.callerName, /[\u001b\n\u202e]/);
  });
});

describe('why a request failed', () => {
  it('is said for every kind of fault, with a next step', () => {
    for (const kind of faultKinds) {
      const words = requestFailure(aTruncated({ failure: { status: 502, leg: 'gateway', code: kind } }));
      assert.ok(words && words.title !== '' && words.nextStep !== '', kind);
    }
  });

  it('is said for every refusal of the endpoint in words of its own', () => {
    const codes = ['spending-cap', 'no-key', 'no-target', 'no-target-allowed', 'untranslatable', 'body-too-large', 'all-parked', 'bulkhead-full', 'content-encoding', 'invalid-request', 'not-found'];
    const titles = codes.map((code) => requestFailure(aRequest({ end: 'refused', failure: { status: 400, leg: 'request', code } }))?.title);
    assert.equal(new Set(titles).size, codes.length);
    assert.match(requestFailure(aRequest({ end: 'refused', failure: { status: 400, leg: 'request', code: 'of-tomorrow' } }))?.cause ?? '', /of-tomorrow/);
  });

  it('is nothing where it did not', () => {
    for (const entry of [aRequest(), aFallback(), aLive(), aRequest({ end: 'cancelled' })]) assert.equal(requestFailure(entry), undefined);
  });

  it('has the code of the network where that is the same failure', () => {
    assert.equal(requestFailure(aTruncated())?.networkCode, 'ECONNRESET');
    assert.equal(requestFailure(aTruncated({ failure: { status: 502, leg: 'gateway', code: 'gateway-error' } }))?.networkCode, undefined);
  });

  it('is said for a path that is not judged', () => {
    assert.equal(requestFailure(aRequest({ end: 'passed-on', attempts: [anAttempt({ status: 500 })] }))?.code, 'unknown');
  });
});

describe('an attempt in words', () => {
  const cases: readonly [Parameters<typeof anAttempt>[0], RegExp][] = [
    [{}, /^answered$/],
    [{ end: 'lost-race' }, /^gave way/],
    [{ end: 'cancelled' }, /^called off$/],
    [{ end: 'failed', fault: { kind: 'connection-refused', leg: 'tcp', code: 'ECONNREFUSED' } }, /^failed: Nothing listens at the address \(TCP, ECONNREFUSED\)$/],
    [{ end: 'broken', fault: { kind: 'stream-stalled', leg: 'stream' } }, /^broke off in the middle: .+ \(stream\)$/],
  ];
  for (const [changes, pattern] of cases) it(String(pattern), () => assert.match(attemptEndWords(anAttempt(changes)), pattern));

  it('says why it was made', () => {
    assert.equal(attemptWhyWords(anAttempt({ why: 'race' })), 'race');
    assert.equal(attemptWhyWords(anAttempt({ trial: true })), 'first attempt, to see whether the target is well again');
  });

  it('says what was left out, tokens and cost', () => {
    const said = (['breaker', 'limit', 'full'] as const).map((why) => leftOutWords({ target: 'lab0/a', why }));
    assert.equal(new Set(said).size, 3);
    assert.ok(said.every((one) => one.startsWith('lab0/a was not asked')));
    assert.equal(tokenWords({ outputTokens: 3 }), '? in, 3 out');
    assert.equal(tokenWords(undefined), '');
    assert.equal(costWords(undefined), '');
  });

  it('gives attempts the words of their own fault', () => assert.equal(attemptFailure(anAttempt()), undefined));
});

describe('the last request of an agent that failed', () => {
  const hour = 60 * 60_000;
  const at = (id: number, endedMs: number, changes: Partial<RequestEntry> = {}): RequestEntry => aTruncated({ id, endedMs, ...changes });
  const cases: readonly [what: string, entries: readonly RequestEntry[], found: number | undefined][] = [
    ['none', [], undefined],
    ['none that failed', [aRequest(), aFallback()], undefined],
    ['the one that ended last', [at(1, 9_000), at(2, 3_000)], 1],
    ['none that is an hour old', [at(1, 10_000 - hour)], undefined],
    ['a gateway\'s 5xx', [aRequest({ id: 4, end: 'passed-on', failure: { status: 502, leg: 'gateway', code: 'gateway-error' } })], 4],
    ['a 5xx of a path that is not judged', [aRequest({ id: 4, end: 'passed-on', attempts: [anAttempt({ status: 503 })] })], 4],
    ['not a 4xx, which says something to its caller', [aRequest({ end: 'passed-on', failure: { status: 400, leg: 'request', code: 'invalid-request' } })], undefined],
    ['not one that was called off or refused', [aRequest({ end: 'cancelled' }), aRequest({ end: 'refused', failure: { status: 402, leg: 'settings', code: 'spending-cap' } })], undefined],
    ['not one that runs', [aLive()], undefined],
  ];
  for (const [what, entries, found] of cases) it(what, () => assert.equal(lastFailedRequest(entries, startMs + 10_000)[0]?.id, found));
});

describe('a request as JSON', () => {
  it('is whole and has its version', () => {
    assert.deepEqual(JSON.parse(requestDocument(aFallback())), { schemaVersion: 1, ...aFallback() });
  });
});
