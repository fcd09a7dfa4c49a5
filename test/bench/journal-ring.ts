/**
 * What the journal costs: a connection on the data path, and a look at a thousand living ones for whoever follows.
 *
 *   node --no-warnings test/bench/journal-ring.ts
 */
import { JournalRing } from '../../src/shim/journal/ring.ts';

const connections = 500_000;
const living = 1_000;
const looks = 400;

let tick = (): void => undefined;
const ring = new JournalRing({ now: Date.now, every: (_ms, callback) => ((tick = callback), { dispose: () => undefined }) });
const serve = (count: number): number => {
  const begun = performance.now();
  for (let index = 0; index < count; index++) {
    const entry = ring.open('tunnel', () => 40_000);
    entry.host = 'api.acme.test';
    entry.port = 443;
    entry.timings.connected = 12;
    ring.ended(entry, { by: 'client', how: 'closed' });
  }
  return ((performance.now() - begun) / count) * 1e6;
};
serve(50_000);
console.log(`a connection, opened and ended: ${serve(connections).toFixed(0)} ns`);

const open = Array.from({ length: living }, () => ring.open('tunnel'));
let told = 0;
ring.follow((entries) => (told += entries.length));
for (const [name, changed] of [['none has changed', 0], ['a tenth has changed', living / 10]] as const) {
  const times: number[] = [];
  for (let look = 0; look < looks; look++) {
    for (const entry of open.slice(0, changed)) entry.bytesDown += 1_400;
    const begun = performance.now();
    tick();
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  console.log(`a look at ${living} living ones of which ${name}: median ${(times[looks / 2] ?? 0).toFixed(3)} ms, at worst ${(times.at(-1) ?? 0).toFixed(2)} ms`);
}
if (told < (living / 10) * looks) throw new Error(`only ${told} entries were handed out`);
