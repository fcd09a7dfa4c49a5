import assert from 'node:assert/strict';
import { beforeIssuance, outlivesPublic, publicLifetimeDays } from '../../../src/path/certificate-lifetimes.ts';

describe('lifetimes of public certificates', () => {
  const allowed: readonly [string, number | null][] = [
    ['2019-01-01T00:00:00Z', null],
    ['2020-08-31T23:59:59Z', null],
    ['2020-09-01T00:00:00Z', 398],
    ['2026-03-14T23:59:59Z', 398],
    ['2026-03-15T00:00:00Z', 200],
    ['2027-03-14T23:59:59Z', 200],
    ['2027-03-15T00:00:00Z', 100],
    ['2029-03-14T23:59:59Z', 100],
    ['2029-03-15T00:00:00Z', 47],
    ['2040-01-01T00:00:00Z', 47],
    ['no date', null],
  ];
  for (const [issued, days] of allowed) {
    it(`${issued}: ${days ?? 'not in the table'}`, () => assert.equal(publicLifetimeDays(issued), days));
  }

  const lives: readonly [string, string, boolean][] = [
    ['2026-07-01T00:00:00Z', '2027-01-16T23:59:59Z', false],
    ['2026-07-01T00:00:00Z', '2027-01-18T00:00:00Z', true],
    ['2025-07-01T00:00:00Z', '2026-07-01T00:00:00Z', false],
    ['2026-07-01T00:00:00Z', '2036-07-01T00:00:00Z', true],
    ['2001-01-01T00:00:00Z', '2036-07-01T00:00:00Z', false],
    ['?', '?', false],
  ];
  for (const [validFrom, validTo, longer] of lives) {
    it(`${validFrom} to ${validTo}: ${longer ? 'longer than any public one' : 'may be public'}`, () =>
      assert.equal(outlivesPublic({ validFrom, validTo }), longer));
  }

  it('a certificate of the day after tomorrow is none yet', () => {
    const now = Date.parse('2026-07-01T00:00:00Z');
    assert.equal(beforeIssuance({ validFrom: '2026-07-02T23:00:00Z' }, now), false);
    assert.equal(beforeIssuance({ validFrom: '2026-07-03T01:00:00Z' }, now), true);
    assert.equal(beforeIssuance({ validFrom: '2026-06-01T00:00:00Z' }, now), false);
    assert.equal(beforeIssuance({ validFrom: '?' }, now), false);
  });
});
