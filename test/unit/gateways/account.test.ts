import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { judgeAccount, nextResetMs, parseAccount } from '../../../src/gateways/account.ts';
import type { AccountState } from '../../../src/gateways/account.ts';
import { judgeCredits, parseCredits } from '../../../src/gateways/credits.ts';
import { freeModelLimits } from '../../../src/gateways/free-limits.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');

const healthy: AccountState = {
  limit: 10,
  limitRemaining: 4.5,
  isFreeTier: false,
  isManagementKey: false,
  expiresAt: null,
};

describe('parseAccount', () => {
  it('reads the key document of OpenRouter and leaves the label out', () => {
    const body = JSON.stringify({
      data: {
        label: 'sk-or-v1-0e6...1c96',
        limit: 10,
        limit_remaining: 4.5,
        limit_reset: 'monthly',
        usage: 5.5,
        is_free_tier: false,
        is_management_key: false,
        expires_at: '2027-01-01T00:00:00Z',
        rate_limit: { requests: 10, interval: '10s' },
        a_field_of_tomorrow: [],
      },
    });
    assert.deepEqual(parseAccount(body), {
      ...healthy,
      expiresAt: '2027-01-01T00:00:00Z',
      limitReset: 'monthly',
      usage: { total: 5.5, daily: null, weekly: null, monthly: null },
    });
  });

  it('reads usage by span, keys of the user at providers, and the free requests of the day', () => {
    const data = {
      usage: 5, usage_daily: 1, usage_weekly: 2, usage_monthly: 3,
      byok_usage: 7, byok_usage_daily: 'none', include_byok_in_limit: true,
      limit_reset: 'hourly',
      free_model_daily_requests: { used: 50, limit: 50, remaining: 0 },
    };
    const state = parseAccount(JSON.stringify({ data }));
    assert.deepEqual(state?.usage, { total: 5, daily: 1, weekly: 2, monthly: 3 });
    assert.deepEqual(state?.byokUsage, { total: 7, daily: null, weekly: null, monthly: null });
    assert.equal(state?.byokCounts, true);
    assert.equal(state?.limitReset, undefined, 'a word of tomorrow is left out');
    assert.deepEqual(state?.freeRequests, { used: 50, limit: 50, remaining: 0 });
    assert.equal(parseAccount('{"data":{"usage":1,"free_model_daily_requests":{"used":1}}}')?.freeRequests, undefined);
  });

  it('takes what is missing for unknown', () => {
    assert.deepEqual(parseAccount('{"data":{"label":"x"}}'), {
      limit: null,
      limitRemaining: null,
      isFreeTier: null,
      isManagementKey: false,
      expiresAt: null,
    });
  });

  it('reads the older name of a management key', () => {
    assert.equal(parseAccount('{"data":{"label":"x","is_provisioning_key":true}}')?.isManagementKey, true);
  });

  it('knows what is no key document', () => {
    for (const body of ['', '[]', '{}', '{"data":[]}', '{"data":{}}', '{"data":{"x":1}}', '<html>', 'null']) {
      assert.equal(parseAccount(body), null, body);
    }
  });

  it('never throws, and neither does judging', () => {
    const any = fc.anything({ maxDepth: 1 });
    fc.assert(
      fc.property(any, any, any, (limit, remaining, expires) => {
        let body = '';
        try {
          body = JSON.stringify({ data: { limit, limit_remaining: remaining, expires_at: expires } });
        } catch {
          // Not JSON at all: BigInt.
        }
        const state = parseAccount(body);
        if (state) judgeAccount(state, nowMs);
      }),
    );
  });
});

describe('judgeAccount', () => {
  const cases: readonly [name: string, change: Partial<AccountState>, ids: string[]][] = [
    ['a healthy key', {}, []],
    ['no cap', { limit: null, limitRemaining: null }, []],
    ['a cap that is used up', { limitRemaining: 0 }, ['cap-exhausted']],
    ['a cap that is overdrawn', { limitRemaining: -0.25 }, ['cap-overdrawn']],
    ['a cap that is nearly used', { limitRemaining: 0.49 }, ['cap-nearly-used']],
    ['a cap that is not', { limitRemaining: 0.51 }, []],
    ['a cap of nothing', { limit: 0, limitRemaining: 0 }, ['cap-exhausted']],
    ['an expired key', { expiresAt: '2026-11-20T00:00:00Z' }, ['key-expired']],
    ['a key that expires tomorrow', { expiresAt: '2026-11-22T00:00:00Z' }, ['key-expires-soon']],
    ['a key that expires next year', { expiresAt: '2027-11-22T00:00:00Z' }, []],
    ['a management key', { isManagementKey: true }, ['management-key']],
    ['everything at once', { expiresAt: '2020-01-01', limitRemaining: -1, isManagementKey: true }, ['key-expired', 'cap-overdrawn', 'management-key']],
  ];
  for (const [name, change, ids] of cases) {
    it(name, () => {
      const problems = judgeAccount({ ...healthy, ...change }, nowMs);
      assert.deepEqual(problems.map((one) => one.id), ids);
      for (const one of problems) assert.equal(one.failsNow, !['key-expires-soon', 'cap-nearly-used'].includes(one.id));
    });
  }

  it('says how much is missing', () => {
    assert.match(judgeAccount({ ...healthy, limitRemaining: -0.25 }, nowMs)[0]?.title ?? '', /0\.25/);
  });

  it('says when a cap starts anew', () => {
    const nextStep = (limitReset: 'daily' | 'weekly' | 'monthly'): string =>
      judgeAccount({ ...healthy, limitRemaining: 0, limitReset }, nowMs)[0]?.nextStep ?? '';
    assert.match(nextStep('daily'), /2026-11-22, 00:00 UTC/);
    // 2026-11-21 is a Saturday.
    assert.match(nextStep('weekly'), /2026-11-23/);
    assert.match(nextStep('monthly'), /2026-12-01/);
  });

  it('never says a reset that is past, nor one further than its span', () => {
    const spanMs = { daily: 86_400_000, weekly: 7 * 86_400_000, monthly: 31 * 86_400_000 };
    fc.assert(
      fc.property(fc.constantFrom('daily', 'weekly', 'monthly'), fc.integer({ min: 0, max: 4e12 }), (reset, atMs) => {
        const next = nextResetMs(reset, atMs);
        assert.ok(next > atMs && next - atMs <= spanMs[reset], `${reset} after ${atMs}: ${next}`);
        assert.equal(next % 86_400_000, 0);
        if (reset === 'weekly') assert.equal(new Date(next).getUTCDay(), 1);
      }),
    );
  });
});

describe('credits', () => {
  it('are read from the document of a management key, and from nothing else', () => {
    assert.deepEqual(parseCredits('{"data":{"total_credits":50,"total_usage":53.2}}'), { bought: 50, used: 53.2 });
    for (const body of ['', 'null', '[]', '{}', '{"data":{"total_credits":"50","total_usage":1}}', '{"error":{"code":403}}', '{"data":{"total_credits":1}}']) {
      assert.equal(parseCredits(body), null, body);
    }
  });

  const cases: readonly [bought: number, used: number, id: string | undefined][] = [
    [50, 53.2, 'balance-negative'],
    [50, 50.004, 'balance-empty'],
    [0, 0, 'balance-empty'],
    [50, 49.99, undefined],
    [50, 3, undefined],
  ];
  for (const [bought, used, id] of cases) {
    it(`${bought} bought, ${used} used: ${id ?? 'nothing to say'}`, () => assert.equal(judgeCredits({ bought, used })[0]?.id, id));
  }
});

describe('limits of free models', () => {
  const said = (state: Parameters<typeof freeModelLimits>[0]) => freeModelLimits(state)[0];

  it('are told from the counter where the gateway has one', () => {
    const problem = said({ isFreeTier: false, freeRequests: { used: 3, limit: 1_000, remaining: 997 } });
    assert.equal(problem?.failsNow, false);
    assert.match(`${problem?.title} ${problem?.nextStep}`, /20 requests a minute and 1000 a day; 997 are left today.*without :free has no such limit/);
  });

  it('are used up, for all but exempt accounts', () => {
    const problem = said({ isFreeTier: true, freeRequests: { used: 50, limit: 50, remaining: 0 } });
    assert.deepEqual([problem?.id, problem?.failsNow, problem?.likely], ['free-requests-used-up', true, true]);
    assert.match(problem?.nextStep ?? '', /00:00 UTC.*10 credits.*1000/);
  });

  it('are told in general without a counter, and not at all for an account that says nothing', () => {
    assert.match(said({ isFreeTier: true })?.title ?? '', /50 a day below 10 credits ever bought, 1000 above/);
    assert.match(said({ isFreeTier: false })?.nextStep ?? '', /Buying 10 credits/);
    assert.equal(said({ isFreeTier: null }), undefined);
  });
});
