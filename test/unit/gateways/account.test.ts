import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { judgeAccount, parseAccount } from '../../../src/gateways/account.ts';
import type { AccountState } from '../../../src/gateways/account.ts';

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
    assert.deepEqual(parseAccount(body), { ...healthy, expiresAt: '2027-01-01T00:00:00Z' });
  });

  it('takes what is missing for unknown', () => {
    assert.deepEqual(parseAccount('{"data":{"usage":0}}'), {
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
      for (const one of problems) assert.equal(one.failsNow, one.id !== 'key-expires-soon');
    });
  }

  it('says how much is missing', () => {
    assert.match(judgeAccount({ ...healthy, limitRemaining: -0.25 }, nowMs)[0]?.title ?? '', /0\.25/);
  });
});
