import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalEntry } from '../../../../src/shim/journal/entry.ts';
import { JournalRing, type JournalRingOptions } from '../../../../src/shim/journal/ring.ts';
import { startMs } from './entries.ts';

/** A ring with a clock and a timer of the test's own. */
class Stage {
  nowMs = startMs;
  timers = 0;
  readonly ring: JournalRing;
  #tick = (): void => undefined;

  constructor(options: Partial<JournalRingOptions> = {}) {
    this.ring = new JournalRing({
      now: () => this.nowMs,
      every: (ms, callback) => {
        assert.equal(ms, 250);
        this.timers++;
        this.#tick = callback;
        return { dispose: () => void this.timers-- };
      },
      ...options,
    });
  }

  tick(): void {
    this.#tick();
  }

  end(entry: JournalEntry): void {
    this.ring.ended(entry, { by: 'client', how: 'closed' });
  }
}

describe('the ring of the journal', () => {
  it('drops the connections that ended first, and no living one', () => {
    const { ring, ...stage } = new Stage({ keepEnded: 2 });
    assert.ok(stage);
    const [a, b, c, d] = Array.from({ length: 4 }, () => ring.open('tunnel'));
    assert.ok(a && b && c && d);
    for (const entry of [c, b, d]) ring.ended(entry, { by: 'upstream', how: 'closed' });
    assert.deepEqual(ring.entries().map(({ id, end }) => [id, end !== undefined]), [[1, false], [2, true], [4, true]]);
  });

  it('ends an entry once', () => {
    const stage = new Stage();
    const entry = stage.ring.open('tunnel');
    stage.nowMs += 40;
    stage.ring.ended(entry, { by: 'upstream', how: 'reset', leg: 'tcp', code: 'ECONNRESET' });
    stage.nowMs += 40;
    stage.end(entry);
    assert.deepEqual([entry.end?.how, entry.timings.ended], ['reset', 40]);
    assert.equal(stage.ring.counts().ended.reduce((sum, { count }) => sum + count, 0), 1);
  });

  it('keeps the time of an end that the data path has taken', () => {
    const stage = new Stage();
    const entry = stage.ring.open('tunnel');
    entry.timings.ended = 12.5;
    stage.nowMs += 99;
    stage.end(entry);
    assert.equal(entry.timings.ended, 12.5);
  });

  it('has no timer unless somebody follows', () => {
    const stage = new Stage();
    assert.equal(stage.timers, 0);
    const [one, other] = [stage.ring.follow(() => undefined), stage.ring.follow(() => undefined)];
    assert.equal(stage.timers, 1);
    one.dispose();
    assert.equal(stage.timers, 1);
    other.dispose();
    assert.equal(stage.timers, 0);
  });

  it('hands out what is kept, then what has changed without anybody saying so, and nothing twice', () => {
    const stage = new Stage();
    const old = stage.ring.open('request');
    stage.end(old);
    const living = stage.ring.open('tunnel');
    const batches: JournalEntry[][] = [];
    stage.ring.follow((entries) => batches.push([...entries]));
    assert.deepEqual(batches.map((batch) => batch.map(({ id }) => id)), [[1, 2]]);

    stage.tick();
    assert.equal(batches.length, 1, 'nothing has changed');

    const changes: [string, () => void][] = [
      ['bytes up', () => (living.bytesUp += 10)],
      ['bytes down', () => (living.bytesDown += 10)],
      ['both by the same, the other way', () => ((living.bytesUp += 5), (living.bytesDown -= 5))],
      ['a step at 0 ms', () => (living.timings.routed = 0)],
      ['another step at 0 ms', () => (living.timings.resolved = 0)],
      ['the route', () => (living.route = { outcome: 'direct', via: null, decidedBy: 'no rule', reason: 'none' })],
      ['the host', () => (living.host = 'api.acme.test')],
      ['the port', () => (living.port = 443)],
      ['the caller', () => (living.caller = 'task')],
      ['the kind', () => (living.kind = 'websocket')],
      ['the process', () => (living.process = { pid: 7, name: 'node' })],
      ['a request', () => living.requests++],
      ['a silence', () => (living.longestSilenceMs = 5)],
      ['the end', () => stage.end(living)],
    ];
    for (const [name, change] of changes) {
      batches.length = 0;
      change();
      stage.tick();
      assert.deepEqual(batches.map((batch) => batch.map(({ id }) => id)), [[2]], name);
      stage.tick();
      assert.equal(batches.length, 1, `${name}, once`);
    }
    batches.length = 0;
    living.process = { pid: 8, name: 'curl' };
    stage.ring.touched(living);
    stage.tick();
    assert.equal(batches[0]?.[0]?.process?.pid, 8);
  });

  it('hands out copies, without what else hangs on an entry and without credentials', () => {
    const stage = new Stage();
    const entry = stage.ring.open('tunnel');
    Object.assign(entry, { secret: 'hunter2' });
    entry.route = { outcome: 'proxy', via: 'http://user:hunter2@proxy.test:3128', decidedBy: 'rule 1', reason: '' };
    const [copy] = stage.ring.entries();
    assert.doesNotMatch(JSON.stringify(copy), /hunter2|user/);
    entry.timings.routed = 4;
    assert.deepEqual(copy?.timings, {});
  });

  it('gives at most 500 at a time, four times a second', () => {
    const stage = new Stage();
    const sizes: number[] = [];
    stage.ring.follow((entries) => sizes.push(entries.length));
    for (let count = 0; count < 1_200; count++) stage.end(stage.ring.open('tunnel'));
    for (let count = 0; count < 4; count++) stage.tick();
    assert.deepEqual(sizes, [500, 500, 200]);
  });

  it('does not pile up what a follower can no longer get', () => {
    const stage = new Stage({ keepEnded: 100 });
    const ids: number[] = [];
    stage.ring.follow((entries) => ids.push(...entries.map(({ id }) => id)));
    for (let count = 0; count < 1_000; count++) stage.end(stage.ring.open('tunnel'));
    for (let count = 0; count < 10; count++) stage.tick();
    assert.deepEqual(ids, Array.from({ length: 100 }, (_, index) => 901 + index));
  });

  it('counts refusals by code, and bounds the codes', () => {
    const { ring } = new Stage();
    for (const code of ['ORIGIN', 'WRONG_TOKEN', 'ORIGIN']) ring.refused(code);
    for (let count = 0; count < 200; count++) ring.refused(`CODE_${count}`);
    const { refused } = ring.counts();
    assert.deepEqual([refused['ORIGIN'], refused['WRONG_TOKEN'], refused['OTHER']], [2, 1, 138]);
    assert.equal(Object.keys(refused).length, 65);
  });

  it('tells the client\'s port of new entries to whoever looks for its process', () => {
    const seen: [number, number | undefined][] = [];
    const { ring } = new Stage({ onOpened: ({ id }, port) => seen.push([id, port()]) });
    ring.open('tunnel', () => 40_000);
    ring.open('tunnel');
    assert.deepEqual(seen, [[1, 40_000]]);
  });

  it('never loses a living entry, keeps the order, and counts what happened', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('open' as const) }),
      fc.record({ do: fc.constant('end' as const), which: fc.nat() }),
      fc.record({ do: fc.constant('bytes' as const), which: fc.nat(), count: fc.integer({ min: 1, max: 1_000 }) }),
      fc.record({ do: fc.constant('tick' as const) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 120 }), (keepEnded, steps) => {
        const stage = new Stage({ keepEnded });
        const { ring } = stage;
        const told = new Map<number, JournalEntry>();
        ring.follow((entries) => {
          assert.deepEqual(entries.map(({ id }) => id), entries.map(({ id }) => id).sort((a, b) => a - b));
          for (const entry of entries) told.set(entry.id, entry);
        });
        let living: JournalEntry[] = [];
        let [opened, ended, bytes] = [0, 0, 0];
        for (const one of steps) {
          const which = 'which' in one ? living[one.which % Math.max(1, living.length)] : undefined;
          if (one.do === 'open') {
            living.push(ring.open('tunnel'));
            opened++;
          } else if (one.do === 'tick') stage.tick();
          else if (which && one.do === 'bytes') {
            which.bytesDown += one.count;
            bytes += one.count;
          } else if (which) {
            living = living.filter((entry) => entry !== which);
            stage.end(which);
            ended++;
          }
          const kept = ring.entries();
          const ids = kept.map(({ id }) => id);
          assert.deepEqual(ids, [...new Set(ids)].sort((a, b) => a - b));
          assert.deepEqual(kept.filter(({ end }) => !end).map(({ id }) => id), living.map(({ id }) => id));
          assert.equal(kept.filter(({ end }) => end).length, Math.min(ended, keepEnded));
          const counts = ring.counts();
          assert.deepEqual([counts.served, counts.open, counts.bytesDown], [opened, living.length, bytes]);
          assert.equal(counts.ended.reduce((sum, { count }) => sum + count, 0), ended);
          assert.equal(counts.durations.counts.reduce((sum, count) => sum + count, 0), ended);
        }
        stage.tick();
        // Whoever follows knows everything that is kept, as it is now.
        for (const entry of ring.entries()) assert.deepEqual(told.get(entry.id), entry);
      }),
    );
  });
});
