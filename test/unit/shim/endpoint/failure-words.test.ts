import assert from 'node:assert/strict';
import { faultKinds } from '../../../../src/gateways/fault.ts';
import { endpointFailure } from '../../../../src/shim/endpoint/failure-words.ts';
import { closeAliases, refusedFailure, type EndpointRefusal } from '../../../../src/shim/endpoint/refusals.ts';
import { aFault } from './faults.ts';

const moment = { target: 'openrouter/a/b', attempts: 3, nowMs: 1_000 };

describe('a failure as the caller is told of it', () => {
  for (const kind of faultKinds.filter((one) => one !== 'length-limit')) {
    it(`${kind}: leg, code and words, and never to be sent again`, () => {
      const failure = endpointFailure(aFault(kind), moment);
      assert.equal(failure.code, kind);
      assert.equal(failure.leg, aFault(kind).leg);
      assert.equal(failure.shouldRetry, false);
      assert.equal(failure.attempts, 3);
      assert.equal(failure.target, 'openrouter/a/b');
      assert.match(failure.message, /^.+\. .+\.$/);
      assert.ok(failure.status >= 400 && failure.status <= 504);
    });
  }

  const statuses = [
    ['as the gateway said', aFault('provider-overloaded', { status: 529 }), 529],
    ['none was given', aFault('provider-overloaded'), 503],
    ['an error inside a stream of status 200', aFault('provider-error', { status: 200 }), 502],
    ['a code that is no status', aFault('provider-error', { status: 1_234 }), 502],
    ['a portal that says 200', aFault('not-an-api', { status: 200 }), 502],
    ['a block page that says 403', aFault('not-an-api', { status: 403 }), 502],
    ['a proxy that wants a password', aFault('proxy-auth', { status: 407 }), 502],
    ['a connection that was not made in time', aFault('connect-timeout'), 504],
    ['an unknown name', aFault('name-not-found'), 502],
    ['a key', aFault('bad-key', { status: 401 }), 401],
  ] as const;
  for (const [name, fault, status] of statuses) it(`status ${status}: ${name}`, () => assert.equal(endpointFailure(fault, moment).status, status));

  it('carries the wait that was asked for, else the time until a target is free', () => {
    assert.equal(endpointFailure(aFault('rate-limited', { retryAfterMs: 7_000 }), { ...moment, freeAtMs: 9_000 }).retryAfterMs, 7_000);
    assert.equal(endpointFailure(aFault('rate-limited'), { ...moment, freeAtMs: 9_000 }).retryAfterMs, 8_000);
    assert.equal(endpointFailure(aFault('rate-limited'), { ...moment, freeAtMs: 500 }).retryAfterMs, undefined);
  });
});

describe('a refusal of the endpoint', () => {
  /** Statuses that the SDKs send again by themselves (openai-node, src/client.ts, shouldRetry). */
  const retried = (status: number): boolean => status === 408 || status === 409 || status === 429 || status >= 500;
  const refusals: readonly (readonly [EndpointRefusal, number, boolean, RegExp])[] = [
    [{ code: 'spending-cap', alias: '*', capUsd: 5, spentUsd: 5.014, leftMs: 3_600_000 }, 402, false, /5\.00 USD a day for all models is reached: 5\.01 USD/],
    [{ code: 'spending-cap', alias: 'gatehouse/fast', capUsd: 0.001, spentUsd: 0.0012, leftMs: 1 }, 402, false, /0\.001 USD a day for gatehouse\/fast/],
    [{ code: 'no-key', gateway: 'openrouter' }, 401, false, /no key for the gateway openrouter/],
    [{ code: 'no-target', asked: 'gatehouse/fsat', aliases: ['gatehouse/fast', 'gatehouse/deep'] }, 404, false, /close to it: gatehouse\/fast\./],
    [{ code: 'no-target', asked: 'gpt-9', aliases: ['gatehouse/fast', 'gatehouse/deep'] }, 404, false, /Names that there are: gatehouse\/fast, gatehouse\/deep/],
    [{ code: 'no-target', asked: 'x', aliases: [] }, 404, false, /Set up a chain/],
    [{ code: 'no-target-allowed', alias: 'a', why: 'Its price is not known.' }, 404, false, /left out\. Its price/],
    [{ code: 'untranslatable', what: 'The request asks for audio.' }, 400, false, /audio\. Use a target/],
    [{ code: 'body-too-large', limitBytes: 64 * 1024 * 1024 }, 413, false, /64 MiB/],
    [{ code: 'all-parked', leftMs: 12_100 }, 429, true, /Wait 13 seconds/],
    [{ code: 'all-parked', leftMs: 61_000 }, 429, false, /Wait 61 seconds/],
    [{ code: 'all-parked' }, 429, false, /Wait a moment/],
    [{ code: 'bulkhead-full', running: 8 }, 503, true, /^8 requests run/],
  ];
  for (const [refusal, status, shouldRetry, words] of refusals) {
    it(`${JSON.stringify(refusal)}: ${status}`, () => {
      const failure = refusedFailure(refusal);
      assert.deepEqual([failure.status, failure.shouldRetry, failure.code, failure.attempts], [status, shouldRetry, refusal.code, 0]);
      assert.match(failure.message, words);
      if (shouldRetry) assert.ok(retried(status), 'an SDK that obeys no header would not come again');
      if ('leftMs' in refusal) assert.equal(failure.retryAfterMs, refusal.leftMs);
    });
  }

  it('finds names that differ little, the closest first', () => {
    const aliases = ['gatehouse/fast', 'gatehouse/cheap', 'deepseek-chat', 'gpt-5.2'];
    assert.deepEqual(closeAliases('fast', aliases), ['gatehouse/fast']);
    assert.deepEqual(closeAliases('GPT-5.1', aliases), ['gpt-5.2']);
    assert.deepEqual(closeAliases('claude', aliases), []);
    assert.deepEqual(closeAliases('x'.repeat(100_000), aliases), []);
  });
});
