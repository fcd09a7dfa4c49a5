/**
 * The memory of the watch over a gateway, held against a simulated time of two months: it must not grow with time. Ends
 * non-zero when it does.
 *
 *   node --expose-gc test/bench/health-month.ts
 *
 * The history fills until it holds 30 days, thinned; from then on nothing may grow. So day 30 is held against day 5 with
 * room for that history, and day 60 against day 30 without.
 */
import { GatewayWatch } from '../../src/gateways/health/watch.ts';
import { FakeClock, seeded } from '../unit/gateways/health/fake-clock.ts';
import { answered, completed, failed } from '../unit/gateways/health/signals.ts';

const dayMs = 24 * 3_600_000;
const historyRoomBytes = 3 * 1024 * 1024;
const growthBytes = 512 * 1024;

const collect = globalThis.gc;
if (!collect) {
  console.error('COULD NOT RUN: bench: start it with --expose-gc');
  process.exit(2);
}

const startMs = Date.UTC(2026, 10, 1);
const clock = new FakeClock(startMs);
const random = seeded(11);
let changes = 0;
const watch = new GatewayWatch({ title: 'Acme' }, {
  now: clock.now,
  after: clock.after,
  random,
  conditions: () => ({ monitoring: true, intervalMs: 300_000, focused: true, online: true, onBatterySaver: false, othersReachable: null }),
  // Two looks of a hundred fail, so that it wavers and falls now and then.
  check: () => Promise.resolve(random() < 0.02 ? failed(clock.nowMs) : answered(clock.nowMs, { latencyMs: 200 + 300 * random() })),
});
watch.onChange(() => changes++);

const heaps = new Map<number, number>();
for (let day = 1; day <= 60; day++) {
  // Eight hours of work: a request of the user's every two minutes.
  for (let request = 0; request < 240; request++) {
    await clock.until(startMs + (day - 1) * dayMs + request * 120_000);
    watch.note(completed(clock.nowMs, { latencyMs: 500 + 5_000 * random() }));
  }
  await clock.until(startMs + day * dayMs);
  if (![5, 30, 60].includes(day)) continue;
  collect();
  collect();
  const heap = process.memoryUsage().heapUsed;
  heaps.set(day, heap);
  const { length } = watch.history;
  console.log(`day ${String(day).padStart(2)}: heap ${(heap / 1e6).toFixed(2)} MB, ${length} entries, ${watch.requests} checks, ${changes} changes told, ${clock.waiting} timers`);
}
watch.dispose();

const [five = 0, thirty = 0, sixty = 0] = [5, 30, 60].map((day) => heaps.get(day));
const good = thirty - five <= historyRoomBytes && sixty - thirty <= growthBytes && clock.waiting === 0;
console.log(`day 5 to 30: ${((thirty - five) / 1024).toFixed(0)} KB, at most ${historyRoomBytes / 1024}; day 30 to 60: ${((sixty - thirty) / 1024).toFixed(0)} KB, at most ${growthBytes / 1024}`);
console.log(good ? 'memory is flat' : 'memory GROWS');
process.exitCode = good ? 0 : 1;
