import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseRateLimits, parseReset, type RateLimit } from '../../../src/gateways/rate-limits.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');

describe('rate limit headers', () => {
  const cases: readonly [what: string, headers: Record<string, string>, limits: readonly RateLimit[]][] = [
    ['none', { 'content-type': 'application/json' }, []],
    [
      'OpenRouter, with a 429 of its own',
      { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(nowMs + 41_000) },
      [{ of: 'unknown', scope: null, limit: 20, remaining: 0, resetsAtMs: nowMs + 41_000 }],
    ],
    [
      'OpenAI',
      {
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-limit-tokens': '150000',
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      [
        { of: 'tokens', scope: null, limit: 150_000, remaining: 0, resetsAtMs: nowMs + 360_000 },
        { of: 'requests', scope: null, limit: 60, remaining: 59, resetsAtMs: nowMs + 1_000 },
      ],
    ],
    [
      'Anthropic',
      {
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '49',
        'anthropic-ratelimit-requests-reset': '2026-11-21T09:00:01Z',
        'anthropic-ratelimit-input-tokens-limit': '30000',
        'anthropic-ratelimit-input-tokens-remaining': '29000',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-21T09:00:30Z',
      },
      [
        { of: 'requests', scope: null, limit: 50, remaining: 49, resetsAtMs: nowMs + 1_000 },
        { of: 'input-tokens', scope: null, limit: 30_000, remaining: 29_000, resetsAtMs: nowMs + 30_000 },
      ],
    ],
    [
      'Cerebras, by span',
      { 'x-ratelimit-limit-requests-day': '14400', 'x-ratelimit-remaining-requests-day': '14399', 'x-ratelimit-reset-requests-day': '33011.382' },
      [{ of: 'requests', scope: 'day', limit: 14_400, remaining: 14_399, resetsAtMs: nowMs + 33_011_382 }],
    ],
    [
      'GitHub, in seconds since the epoch',
      { 'x-ratelimit-limit': '15', 'x-ratelimit-remaining': '14', 'x-ratelimit-reset': String(nowMs / 1_000 + 60) },
      [{ of: 'unknown', scope: null, limit: 15, remaining: 14, resetsAtMs: nowMs + 60_000 }],
    ],
    [
      'the draft of the IETF',
      { 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '50', 'ratelimit-reset': '30' },
      [{ of: 'unknown', scope: null, limit: 100, remaining: 50, resetsAtMs: nowMs + 30_000 }],
    ],
    [
      'what makes no sense',
      { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '-1', 'x-ratelimit-reset': 'soon', 'x-ratelimit-limit-colours': '7' },
      [],
    ],
  ];
  for (const [what, headers, limits] of cases) {
    it(what, () => assert.deepEqual(parseRateLimits(headers, nowMs), limits));
  }

  const resets: readonly [text: string, afterMs: number | null][] = [
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['12ms', 12],
    ['7.66s', 7_660],
    ['2m59.56s', 179_560],
    ['1h2m3s', 3_723_000],
    ['1d', 86_400_000],
    ['30', 30_000],
    ['0', 0],
    ['2026-11-21T09:00:41Z', 41_000],
    ['2026-11-21T10:00:41+01:00', 41_000],
    ['', null],
    ['-5', null],
    ['1x', null],
    ['1s later', null],
    ['99999d', null],
    ['99999999999999999999', null],
    ['2026-13-45T00:00:00Z', null],
    ['1970-01-01T00:00:00Z', null],
  ];
  for (const [text, afterMs] of resets) {
    it(`reset ${JSON.stringify(text)}: ${afterMs} ms`, () => assert.equal(parseReset(text, nowMs), afterMs === null ? null : nowMs + afterMs));
  }

  it('gives whole, bounded numbers for whatever stands there', () => {
    const name = fc.constantFrom('x-ratelimit-limit', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-requests', 'x-ratelimit-reset', 'anthropic-ratelimit-tokens-reset', 'ratelimit-reset');
    const value = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String), fc.stringMatching(/^(\d{1,4}(ms|[dhms])){1,4}$/));
    fc.assert(
      fc.property(fc.dictionary(name, value), (headers) => {
        for (const { limit, remaining, resetsAtMs } of parseRateLimits(headers, nowMs)) {
          for (const one of [limit, remaining]) assert.ok(one === null || (Number.isSafeInteger(one) && one >= 0));
          assert.ok(resetsAtMs === null || (Number.isSafeInteger(resetsAtMs) && Math.abs(resetsAtMs - nowMs) <= 401 * 86_400_000));
        }
      }),
    );
  });
});
