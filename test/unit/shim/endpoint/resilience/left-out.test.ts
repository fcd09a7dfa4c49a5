import * as assert from 'node:assert/strict';
import { leftOutTargets } from '../../../../../src/shim/endpoint/resilience/left-out.ts';
import type { TargetStanding } from '../../../../../src/shim/endpoint/resilience/plan.ts';

const free: TargetStanding = { parkedUntilMs: null, breaker: 'closed' };
const open: TargetStanding = { parkedUntilMs: null, breaker: 'open', openUntilMs: 900 };
const parked: TargetStanding = { parkedUntilMs: 900, breaker: 'closed' };

describe('targets that are left out', () => {
  const cases: readonly [what: string, standings: readonly TargetStanding[], until: number | undefined, tried: readonly number[], full: readonly number[], expected: readonly [number, string][]][] = [
    ['none where the first is asked', [open, free], 0, [], [], []],
    ['one with an open breaker before the one that is asked', [open, free], 1, [], [], [[0, 'breaker']]],
    ['one that waits for a limit', [parked, free], 1, [], [], [[0, 'limit']]],
    ['one whose limit has renewed is not', [{ ...parked, parkedUntilMs: 400 }, free], 1, [], [], []],
    ['one that is full', [free, free], 1, [], [0], [[0, 'full']]],
    ['not one that was asked before', [open, free], 1, [0], [], []],
    ['all where none is asked', [open, parked, free], undefined, [], [], [[0, 'breaker'], [1, 'limit']]],
  ];
  for (const [what, standings, until, tried, full, expected] of cases) {
    it(what, () => {
      const found = leftOutTargets(standings, { until, tried: new Set(tried), full: new Set(full), nowMs: 500 });
      assert.deepEqual(found.map(({ index, why }) => [index, why]), expected);
    });
  }
});
