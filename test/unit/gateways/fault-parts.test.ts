import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findGateway } from '../../../src/gateways/catalogue/index.ts';
import { addressProblem } from '../../../src/gateways/fault-address.ts';
import { tokenLimits } from '../../../src/gateways/fault-limits.ts';
import { parseDuration, untilReset, waitInHeaders, waitInWords } from '../../../src/gateways/fault-wait.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');

describe('addressProblem', () => {
  const cases: readonly [url: string, gateway: string | undefined, problem: string | undefined, baseUrl?: string][] = [
    ['https://openrouter.ai/api/v1/chat/completions', 'openrouter', undefined],
    ['https://openrouter.ai/api/v1/chat/completion', 'openrouter', undefined],
    ['https://openrouter.ai/v1/chat/completions', 'openrouter', 'v1-missing', 'https://openrouter.ai/api/v1'],
    ['https://openrouter.ai/api/v1/v1/models', 'openrouter', 'v1-twice', 'https://openrouter.ai/api/v1'],
    ['https://api.openrouter.ai/v1/models', 'openrouter', 'wrong-host', 'https://openrouter.ai/api/v1'],
    ['https://a.example/v1/v1/v1/models', undefined, 'v1-twice', 'https://a.example/v1'],
    ['https://a.example/v1/responses/chat/completions', undefined, 'endpoint-in-base', 'https://a.example/v1'],
    ['http://127.0.0.1:1234/chat/completions', undefined, 'v1-missing', 'http://127.0.0.1:1234/v1'],
    ['http://127.0.0.1:1234/v1/chat/completions', undefined, undefined],
    ['https://user:secret@a.example/models?key=x#y', undefined, 'v1-missing', 'https://a.example/v1'],
    ['no url', undefined, undefined],
  ];
  for (const [url, id, problem, baseUrl] of cases) {
    it(`${url}: ${problem ?? 'nothing wrong'}`, () => {
      const gateway = id === undefined ? undefined : findGateway(id);
      assert.deepEqual(addressProblem(url, gateway), problem === undefined ? undefined : { problem, baseUrl });
    });
  }

  it('shows neither a user nor a query', () => {
    const part = fc.stringMatching(/^[a-z0-9]{0,6}$/);
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.constantFrom('v1', 'api', 'chat', 'completions', 'models'))), part, (path, query) => {
        const found = addressProblem(`https://somebody:hidden@a.example/${path.join('/')}?key=${query}#hash`);
        assert.doesNotMatch(found?.baseUrl ?? '', /somebody|hidden|[?#]/);
      }),
    );
  });
});

describe('tokenLimits', () => {
  it('guesses at no number that no wording names', () => {
    assert.deepEqual(tokenLimits('Error 12345: something about 67890'), {});
    assert.deepEqual(tokenLimits('maximum context length is 99999999999999999999 tokens'), {});
  });

  it('reads numbers with separators', () => assert.equal(tokenLimits('maximum context length is 1,048,576 tokens').limitTokens, 1_048_576));

  it('stays fast on hostile texts', () => {
    for (const unit of ['tokens > ', '9', 'context limit: 1 + ', 'Limit 1, Used ', 'you requested ']) {
      const startedAt = performance.now();
      tokenLimits(unit.repeat(100_000));
      waitInWords(unit.repeat(100_000));
      assert.ok(performance.now() - startedAt < 1_000, unit);
    }
  });
});

describe('waits', () => {
  const durations: readonly [string, number | undefined][] = [
    ['6m0s', 360_000], ['2m59.56s', 179_560], ['850ms', 850], ['1h2m', 3_720_000], ['36s', 36_000], ['0s', 0],
    ['', undefined], ['soon', undefined], ['5', undefined], ['-3s', undefined], ['5m5m', undefined],
  ];
  for (const [text, ms] of durations) it(`"${text}" is ${ms ?? 'no duration'}`, () => assert.equal(parseDuration(text), ms));

  it('reads the words of OpenAI, Groq and Google', () => {
    assert.equal(waitInWords('Please try again in 20s. Visit x'), 20_000);
    assert.equal(waitInWords('Please try again in 7.66s.'), 7_660);
    assert.equal(waitInWords('Please retry in 36.2s'), 36_200);
    assert.equal(waitInWords('try again in a while'), undefined);
  });

  it('waits for the last of the limits that are used up, and for none that is not', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '9s',
      'anthropic-ratelimit-tokens-remaining': '50',
      'anthropic-ratelimit-tokens-reset': '2026-11-21T10:00:00Z',
    };
    assert.equal(waitInHeaders(headers, nowMs), 9_000);
    assert.equal(waitInHeaders({ ...headers, 'retry-after': '3' }, nowMs), 3_000);
    assert.equal(waitInHeaders({}, nowMs), undefined);
  });

  it('needs the time for a time, and never goes back', () => {
    assert.equal(untilReset('2026-11-21T09:00:05Z', nowMs), 5_000);
    assert.equal(untilReset('2026-11-21T08:00:00Z', nowMs), 0);
    assert.equal(untilReset(String(nowMs + 1_500), nowMs), 1_500);
    assert.equal(untilReset('2026-11-21T09:00:05Z', undefined), undefined);
  });

  it('believes no wait of more than a week', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, number) => {
        for (const value of [text, String(number), `${number}h`, `${number}s`]) {
          const wait = untilReset(value, nowMs) ?? 0;
          assert.ok(wait >= 0 && wait <= 7 * 24 * 3_600_000);
        }
      }),
    );
  });
});
