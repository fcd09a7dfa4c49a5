import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lifetimeClocks, lifetimeStep, type LifetimeFacts } from '../../../../src/shim/control/lifetime-step.ts';
import { Lifetime } from '../../../../src/shim/control/lifetime.ts';

const clocks = { firstLeaseMs: 60, graceMs: 15, drainMs: 1_000 };
const idle: LifetimeFacts = { leases: 0, open: 0, ageMs: 0, unleasedMs: null, drainingMs: null };

describe('how long the shim lives', () => {
  const steps: [string, Partial<LifetimeFacts>, string, number | null][] = [
    ['it was just started', {}, 'serve', 60],
    ['nobody came in time', { ageMs: 60 }, 'drain', null],
    ['nobody came, but connections did', { ageMs: 60, open: 3 }, 'drain', null],
    ['somebody holds a lease', { leases: 1, ageMs: 1e9 }, 'serve', null],
    ['the last lease went a moment ago', { unleasedMs: 5, ageMs: 1e9 }, 'serve', 10],
    ['the last lease went long ago', { unleasedMs: 15, ageMs: 1e9 }, 'drain', null],
    ['a window is back', { leases: 1, unleasedMs: 1e9, ageMs: 1e9 }, 'serve', null],
    ['it drains', { open: 1, drainingMs: 400 }, 'drain', 600],
    ['it drains and a lease is still held', { leases: 1, open: 1, drainingMs: 0 }, 'drain', 1_000],
    ['the last connection is gone', { open: 0, drainingMs: 1 }, 'end', null],
    ['connections don\'t end', { open: 5, drainingMs: 1_000 }, 'end', null],
  ];
  for (const [title, facts, step, againMs] of steps) {
    it(`when ${title}: ${step}`, () => assert.deepEqual(lifetimeStep({ ...idle, ...facts }, clocks), { step, againMs }));
  }

  it('is a minute without a lease, a quarter of one after the last, and a day to drain', () => {
    assert.deepEqual(lifetimeClocks, { firstLeaseMs: 60_000, graceMs: 15_000, drainMs: 86_400_000 });
  });

  it('never ends under a lease, never serves again, and is never forgotten, whatever happens in whatever order', () => {
    const event = fc.oneof(
      fc.record({ leases: fc.nat({ max: 3 }) }),
      fc.record({ open: fc.nat({ max: 3 }) }),
      fc.record({ passMs: fc.nat({ max: 40 }) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let facts = idle;
        for (const one of events) {
          if ('open' in one) facts = { ...facts, open: one.open };
          else if ('leases' in one) facts = { ...facts, leases: one.leases, unleasedMs: facts.leases > 0 && one.leases === 0 ? 0 : facts.unleasedMs };
          else {
            const { passMs } = one;
            facts = {
              ...facts,
              ageMs: facts.ageMs + passMs,
              unleasedMs: facts.unleasedMs === null ? null : facts.unleasedMs + passMs,
              drainingMs: facts.drainingMs === null ? null : facts.drainingMs + passMs,
            };
          }
          const { step, againMs } = lifetimeStep(facts, clocks);
          if (facts.drainingMs === null) {
            assert.notEqual(step, 'end');
            assert.equal(step === 'drain', facts.leases === 0 && (facts.unleasedMs ?? facts.ageMs - 45) >= 15);
          } else {
            assert.notEqual(step, 'serve');
            assert.equal(step === 'end', facts.open === 0 || facts.drainingMs >= 1_000);
          }
          // Either somebody holds it, or it is known when to ask again, or something is done about it now.
          if (step === 'serve') assert.equal(againMs === null, facts.leases > 0);
          if (againMs !== null) assert.ok(againMs > 0 && againMs <= 1_000);
          if (step === 'drain' && facts.drainingMs === null) facts = { ...facts, drainingMs: 0 };
          if (step === 'end') return;
        }
      }),
    );
  });
});

describe('the lifetime of one shim', () => {
  let told: string[];
  let open: number;
  let lifetime: Lifetime | undefined;
  function begin(some: Partial<typeof clocks>): Lifetime {
    told = [];
    open = 0;
    lifetime = new Lifetime({
      clocks: { firstLeaseMs: 1e6, graceMs: 1e6, drainMs: 1e6, ...some },
      now: () => performance.now(),
      open: () => open,
      onDrain: (why) => told.push(why),
      onEnd: () => told.push('end'),
    });
    return lifetime;
  }
  afterEach(() => {
    // No timer is left behind.
    lifetime?.drain(0);
  });

  async function untilTold(count: number): Promise<void> {
    while (told.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('ends by itself when nobody ever comes', async () => {
    begin({ firstLeaseMs: 20 });
    await untilTold(2);
    assert.deepEqual(told, ['unused', 'end']);
  });

  it('ends after the last lease, and not with the first of two', async () => {
    const one = begin({ graceMs: 20 });
    one.leases(2);
    one.leases(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual(told, []);
    one.leases(0);
    await untilTold(2);
    assert.deepEqual(told, ['unused', 'end']);
  });

  it('waits for what is open, and ends once', async () => {
    const one = begin({});
    one.leases(1);
    open = 2;
    one.drain();
    one.drain();
    assert.deepEqual(told, ['asked']);
    open = 1;
    one.look();
    assert.deepEqual(told, ['asked']);
    open = 0;
    one.look();
    one.look();
    assert.deepEqual(told, ['asked', 'end']);
  });

  it('can be given less time to drain, never more', () => {
    const one = begin({});
    open = 1;
    one.drain();
    one.drain(0);
    assert.deepEqual(told, ['asked', 'end']);
    const other = begin({});
    open = 1;
    other.drain(0);
    other.drain(1e6);
    assert.deepEqual(told, ['asked', 'end']);
  });
});
