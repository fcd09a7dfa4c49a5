import assert from 'node:assert/strict';
import fc from 'fast-check';
import { faultKinds, type Fault, type FaultKind } from '../../../../../src/gateways/fault.ts';
import { faultRules, ruleFor, type Sequel, type Shared } from '../../../../../src/shim/endpoint/resilience/fault-rules.ts';
import { defaultPolicy, nextStep, type StepInput } from '../../../../../src/shim/endpoint/resilience/next-step.ts';
import type { FailedAttempt, NextStep, TargetStanding } from '../../../../../src/shim/endpoint/resilience/plan.ts';
import { seeded } from '../../../gateways/health/fake-clock.ts';
import { aFault, anyFault } from '../faults.ts';

const free: TargetStanding = { parkedUntilMs: null, breaker: 'closed' };
const nowMs = 100_000;

function failedAt(target: number, fault: Fault, changes: Partial<FailedAttempt> = {}): FailedAttempt {
  return { target, startedMs: nowMs - 500, endedMs: nowMs, fault, ...changes };
}

function step(changes: Partial<StepInput>): NextStep {
  return nextStep({ failed: [], standings: [free, free], policy: defaultPolicy, nowMs, deadlineMs: nowMs + 600_000, caller: {}, random: () => 0.5, ...changes });
}

/** What the table says, written down a second time: a change has to be meant. */
const sequels: Readonly<Record<FaultKind, readonly [Sequel, Shared]>> = {
  'bad-key': ['next', 'key'],
  'no-credit': ['next', 'key'],
  'permission-denied': ['next', 'key'],
  'rate-limited': ['again', 'key'],
  'model-not-found': ['next', 'target'],
  'no-endpoints': ['next', 'target'],
  'context-length': ['next', 'target'],
  'invalid-request': ['end', 'target'],
  moderation: ['end', 'target'],
  'provider-overloaded': ['again', 'target'],
  'provider-error': ['again', 'target'],
  'provider-timeout': ['later', 'target'],
  'gateway-error': ['again', 'target'],
  'gateway-unavailable': ['again', 'target'],
  'edge-timeout': ['later', 'target'],
  'not-an-api': ['next', 'host'],
  'not-found': ['next', 'target'],
  'proxy-auth': ['next', 'host'],
  unknown: ['next', 'target'],
  'bad-address': ['next', 'host'],
  'proxy-unreachable': ['later', 'host'],
  'proxy-refuses': ['next', 'host'],
  'name-not-found': ['next', 'host'],
  'network-unreachable': ['later', 'host'],
  'connection-refused': ['later', 'host'],
  'connect-timeout': ['later', 'host'],
  'tls-untrusted': ['next', 'host'],
  'tls-expired': ['next', 'host'],
  'tls-wrong-host': ['next', 'host'],
  'tls-protocol': ['next', 'host'],
  'not-http': ['next', 'host'],
  'connection-reset': ['again', 'target'],
  'no-response': ['later', 'target'],
  'client-timeout': ['later', 'target'],
  cancelled: ['end', 'target'],
  'stream-stalled': ['later', 'target'],
  'stream-cut': ['again', 'target'],
  truncated: ['again', 'target'],
  'length-limit': ['end', 'target'],
};

describe('what follows a fault', () => {
  for (const kind of faultKinds) {
    const [then, shared] = sequels[kind];

    it(`${kind}: ${then}`, () => {
      assert.deepEqual(ruleFor(aFault(kind)), { then, shared });
      const failed = [failedAt(0, aFault(kind))];
      const two = step({ failed });
      const one = step({ failed, standings: [free] });
      switch (then) {
        case 'again':
          assert.deepEqual(two, { step: 'attempt', target: 0, waitMs: 250, why: 'retry' });
          assert.deepEqual(one, two);
          break;
        case 'later':
          assert.deepEqual(two, { step: 'attempt', target: 1, waitMs: 0, why: 'fallback' });
          assert.deepEqual(one, { step: 'attempt', target: 0, waitMs: 250, why: 'retry' });
          break;
        case 'next':
          assert.deepEqual(two, { step: 'attempt', target: 1, waitMs: 0, why: 'fallback' });
          assert.deepEqual(one, { step: 'end', why: 'no-target-left' });
          break;
        case 'end':
          assert.deepEqual(two, { step: 'end', why: 'not-retryable' });
          assert.deepEqual(one, two);
      }
    });

    it(`${kind} says why, and a status of an error`, () => {
      const { why, status } = faultRules[kind];
      assert.match(why, /^[A-Z].*\.$/);
      assert.ok(kind === 'length-limit' ? status === 200 : status >= 400 && status <= 504);
    });

    it(`${kind} that must not be tried again goes to the next target all the same`, () => {
      const failed = [failedAt(0, aFault(kind), { shouldRetry: false })];
      assert.deepEqual(step({ failed }), then === 'end' ? { step: 'end', why: 'not-retryable' } : { step: 'attempt', target: 1, waitMs: 0, why: 'fallback' });
      assert.deepEqual(step({ failed, standings: [free] }).step, 'end');
    });

    it(`${kind} that may be tried again is`, () => {
      const failed = [failedAt(0, aFault(kind), { shouldRetry: true })];
      const never = kind === 'cancelled' || kind === 'length-limit';
      assert.deepEqual(step({ failed }), never ? { step: 'end', why: 'not-retryable' } : { step: 'attempt', target: 0, waitMs: 250, why: 'retry' });
    });
  }

  const lookups: readonly (readonly [string, Fault, Sequel])[] = [
    ['a 402 while requests under way hold the budget', aFault('no-credit', { retryable: true, status: 402, retryAfterMs: 1_000 }), 'again'],
    ['a name server that did not answer', aFault('name-not-found', { retryable: true, code: 'EAI_AGAIN' }), 'again'],
    ['a model that its gateway says comes back', aFault('no-endpoints', { retryable: true }), 'again'],
    ['a request that alone is too large for the rate', aFault('rate-limited', { retryable: false }), 'next'],
    ['an error of a provider that says not to come again', aFault('provider-error', { retryable: false }), 'next'],
    ['a conflict, which is a lock', aFault('invalid-request', { status: 409 }), 'again'],
    ['a body that is too large', aFault('invalid-request', { status: 413 }), 'end'],
  ];
  for (const [name, fault, then] of lookups) it(`${name}: ${then}`, () => assert.equal(ruleFor(fault).then, then));
});

describe('the next step of a request', () => {
  it('begins with the first target that is free', () => {
    assert.deepEqual(step({}), { step: 'attempt', target: 0, waitMs: 0, why: 'first' });
    assert.deepEqual(step({ standings: [{ ...free, parkedUntilMs: nowMs + 1_000 }, free] }), { step: 'attempt', target: 1, waitMs: 0, why: 'first' });
    assert.deepEqual(step({ standings: [{ ...free, breaker: 'open', openUntilMs: nowMs + 1_000 }, free] }), { step: 'attempt', target: 1, waitMs: 0, why: 'first' });
    assert.deepEqual(step({ standings: [{ ...free, breaker: 'trial' }, free] }), { step: 'attempt', target: 0, waitMs: 0, why: 'first' });
    assert.deepEqual(step({ standings: [{ ...free, busy: true }, free] }), { step: 'attempt', target: 1, waitMs: 0, why: 'first' });
    assert.deepEqual(step({ standings: [] }), { step: 'end', why: 'no-target-left' });
  });

  it('waits for the target that is free first when none is, and no longer than a minute', () => {
    const parked = (firstMs: number, secondMs: number): NextStep =>
      step({ standings: [{ ...free, parkedUntilMs: nowMs + firstMs }, { ...free, breaker: 'open', openUntilMs: nowMs + secondMs }] });
    assert.deepEqual(parked(20_000, 10_000), { step: 'attempt', target: 1, waitMs: 10_000, why: 'first' });
    assert.deepEqual(parked(9_000, 10_000), { step: 'attempt', target: 0, waitMs: 9_000, why: 'first' });
    assert.deepEqual(parked(61_000, 62_000), { step: 'end', why: 'no-target-left', freeAtMs: nowMs + 61_000 });
    assert.deepEqual(parked(Infinity, Infinity), { step: 'end', why: 'no-target-left' });
  });

  it('retries once on the spot, then asks the others, and comes back when they have failed', () => {
    const order: number[] = [];
    const failed: FailedAttempt[] = [];
    let at = nowMs;
    for (;;) {
      const next = step({ failed, nowMs: at });
      if (next.step === 'end') {
        assert.equal(next.why, 'too-many-attempts');
        break;
      }
      at += next.waitMs;
      order.push(next.target);
      failed.push({ target: next.target, startedMs: at, endedMs: at + 50, fault: aFault('provider-overloaded') });
      at += 50;
    }
    assert.deepEqual(order, [0, 0, 1, 1, 0, 1]);
  });

  it('obeys a short wait, and takes a long one for a reason to go on', () => {
    const after = (waitMs: number, standings = [free, free]): NextStep => step({ failed: [failedAt(0, aFault('rate-limited', { retryAfterMs: waitMs }))], standings });
    assert.deepEqual(after(2_000), { step: 'attempt', target: 0, waitMs: 2_250, why: 'retry' });
    assert.deepEqual(after(20_000), { step: 'attempt', target: 1, waitMs: 0, why: 'fallback' });
    assert.deepEqual(after(20_000, [free]), { step: 'attempt', target: 0, waitMs: 20_250, why: 'retry' });
    assert.deepEqual(after(90_000, [free]), { step: 'end', why: 'no-target-left', freeAtMs: nowMs + 90_250 });
  });

  it('leaves out every target that fails in the same way', () => {
    const standings: TargetStanding[] = [
      { ...free, key: 'openrouter', host: 'openrouter.ai:443' },
      { ...free, key: 'openrouter', host: 'openrouter.ai:443' },
      { ...free, key: 'second', host: 'openrouter.ai:443' },
      { ...free, key: 'anthropic', host: 'api.anthropic.com:443' },
    ];
    const next = (kind: FaultKind): NextStep => step({ failed: [failedAt(0, aFault(kind))], standings });
    assert.equal((next('model-not-found') as { target: number }).target, 1);
    assert.equal((next('bad-key') as { target: number }).target, 2);
    assert.equal((next('tls-untrusted') as { target: number }).target, 3);
  });

  it('does not multiply with the retries of a client that sends the request again itself', () => {
    const once = failedAt(0, aFault('provider-overloaded'));
    assert.deepEqual(step({ failed: [once], caller: { retryCount: 0 } }), { step: 'attempt', target: 0, waitMs: 250, why: 'retry' });
    assert.deepEqual(step({ failed: [once], caller: { retryCount: 1 } }), { step: 'attempt', target: 1, waitMs: 0, why: 'fallback' });
    assert.deepEqual(step({ failed: [once], standings: [free], caller: { retryCount: 1 } }), { step: 'end', why: 'caller-retries' });
    // Nor do their waits add up.
    const parked = { ...free, parkedUntilMs: nowMs + 30_000 };
    assert.equal(step({ standings: [parked], caller: { retryCount: 0 } }).step, 'attempt');
    assert.deepEqual(step({ standings: [parked], caller: { retryCount: 1 } }), { step: 'end', why: 'no-target-left', freeAtMs: nowMs + 30_000 });
  });

  it('counts what is under way among its attempts', () => {
    const free = { parkedUntilMs: null, breaker: 'closed' } as const;
    const input = { failed: [], standings: [{ ...free, busy: true }, free], policy: { ...defaultPolicy, maxAttempts: 1 }, nowMs, deadlineMs: nowMs + 60_000, caller: {}, random: () => 0 };
    assert.deepEqual(nextStep({ ...input, running: 1 }), { step: 'end', why: 'too-many-attempts' });
    assert.equal(nextStep({ ...input, policy: defaultPolicy, running: 1 }).step, 'attempt');
  });

  it('begins nothing that could not be of use before the deadline', () => {
    const once = failedAt(0, aFault('provider-overloaded'));
    assert.deepEqual(step({ deadlineMs: nowMs + 1_999 }), { step: 'end', why: 'out-of-time', freeAtMs: nowMs });
    assert.deepEqual(step({ deadlineMs: nowMs + 2_000 }), { step: 'attempt', target: 0, waitMs: 0, why: 'first' });
    // No time for the pause, but for another target.
    assert.deepEqual(step({ failed: [once], deadlineMs: nowMs + 2_100 }), { step: 'attempt', target: 1, waitMs: 0, why: 'fallback' });
    assert.equal((step({ failed: [once], standings: [free], deadlineMs: nowMs + 2_100 }) as { why: string }).why, 'out-of-time');
  });

  it('takes any pause between nothing and the full one, which doubles', () => {
    const policy = { ...defaultPolicy, maxAttempts: 20, maxPerTarget: 20 };
    for (const [tried, fullMs] of [[1, 500], [2, 1_000], [3, 2_000], [4, 4_000], [5, 8_000], [6, 8_000], [12, 8_000]] as const) {
      const failed = Array.from({ length: tried }, () => failedAt(0, aFault('gateway-error')));
      const wait = (random: number): number => (step({ failed, standings: [free], policy, random: () => random }) as { waitMs: number }).waitMs;
      assert.deepEqual([wait(0), wait(0.5)], [0, fullMs / 2]);
      assert.ok(Math.abs(wait(1 - 1e-12) - fullMs) < 0.01);
    }
  });
});

describe('a request, whatever happens to it', () => {
  const standing: fc.Arbitrary<TargetStanding> = fc
    .record({
      parked: fc.option(fc.oneof(fc.integer({ min: -5_000, max: 100_000 }), fc.constant(Infinity)), { freq: 2 }),
      breaker: fc.constantFrom('closed' as const, 'closed' as const, 'open' as const, 'trial' as const),
      open: fc.option(fc.integer({ min: -5_000, max: 100_000 })),
      key: fc.constantFrom('a', 'b', undefined),
      host: fc.constantFrom('x', 'y', undefined),
      busy: fc.boolean(),
    })
    .map(({ parked, breaker, open, key, host, busy }) => ({
      parkedUntilMs: parked === null ? null : nowMs + parked,
      breaker,
      ...(open !== null && { openUntilMs: nowMs + open }),
      ...(key && { key }),
      ...(host && { host }),
      ...(busy && { busy }),
    }));

  const scenario = fc.record({
    standings: fc.array(standing, { maxLength: 5 }),
    faults: fc.array(fc.record({ fault: anyFault, tookMs: fc.integer({ min: 0, max: 400_000 }), shouldRetry: fc.option(fc.boolean()) }), { minLength: 1, maxLength: 12 }),
    budgetMs: fc.integer({ min: 0, max: 700_000 }),
    retryCount: fc.option(fc.nat(3)),
    maxAttempts: fc.integer({ min: 1, max: 9 }),
    maxPerTarget: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  });

  it('keeps to its budget, to its number of attempts, and away from targets that are not free', () => {
    let attemptsSeen = 0;
    fc.assert(
      fc.property(scenario, ({ standings, faults, budgetMs, retryCount, maxAttempts, maxPerTarget, seed }) => {
        const policy = { ...defaultPolicy, maxAttempts, maxPerTarget };
        const deadlineMs = nowMs + budgetMs;
        const failed: FailedAttempt[] = [];
        const random = seeded(seed);
        let at = nowMs;
        for (let index = 0; ; index++) {
          const next = nextStep({ failed, standings, policy, nowMs: at, deadlineMs, caller: retryCount === null ? {} : { retryCount }, random });
          if (next.step === 'end') break;
          attemptsSeen++;
          const { target, waitMs } = next;
          const chosen = standings[target];
          assert.ok(chosen && waitMs >= 0 && waitMs <= 60_000);
          const startMs = at + waitMs;
          assert.ok(startMs + 2_000 <= deadlineMs, 'begun too late');
          assert.ok((chosen.parkedUntilMs ?? 0) <= startMs, 'parked');
          assert.ok(chosen.breaker !== 'open' || (chosen.openUntilMs !== undefined && chosen.openUntilMs <= startMs), 'open');
          assert.ok(!chosen.busy);
          const { fault, tookMs, shouldRetry } = faults[index % faults.length] as (typeof faults)[number];
          // Whoever makes the attempt ends it at the deadline.
          at = Math.min(startMs + tookMs, deadlineMs);
          failed.push({ target, startedMs: startMs, endedMs: at, fault, ...(shouldRetry !== null && { shouldRetry }) });
          assert.ok(failed.length <= maxAttempts);
          assert.ok(failed.filter((one) => one.target === target).length <= ((retryCount ?? 0) > 0 ? 1 : maxPerTarget));
        }
        assert.ok(at <= deadlineMs || failed.length === 0);
        // Each wait that a target asked for was kept before it was asked again.
        failed.forEach((one, index) => {
          const again = failed.slice(index + 1).find(({ target }) => target === one.target);
          if (again) assert.ok(again.startedMs >= one.endedMs + (one.fault.retryAfterMs ?? 0));
        });
      }),
    );
    assert.ok(attemptsSeen > 25, 'hardly an attempt was made');
  });
});
