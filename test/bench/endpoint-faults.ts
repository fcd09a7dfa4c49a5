/**
 * Exactly once to the user: asks for many answers of gateways that misbehave at random, and checks from the caller's, the
 * gateways' and the endpoint's side that no answer came twice, mixed with another, cut without a word or to nobody; that
 * keys, attempts, time and money are as they should be; and that nothing is left open. Ends non-zero when a promise is
 * broken. The same seed plays the same faults, if not in the same order.
 *
 *   node test/bench/endpoint-faults.ts [--requests N] [--seed S] [--at-once N]
 */
import * as os from 'node:os';
import { parseArgs } from 'node:util';
import { playFaults } from './endpoint-faults/play.ts';

const { values } = parseArgs({ options: { requests: { type: 'string' }, seed: { type: 'string' }, 'at-once': { type: 'string' } } });
const requests = Number(values.requests ?? 100_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const load = (): string => os.loadavg().map((one) => one.toFixed(1)).join(' ');
console.log(`${requests} requests, --seed ${seed}, Node ${process.versions.node}, load ${load()}`);

const played = await playFaults({
  requests,
  seed,
  ...(values['at-once'] && { atOnce: Number(values['at-once']) }),
  onProgress: (done) => process.stderr.write(`${done} `),
});

console.log(`\n${'what the gateway did'.padEnd(44)}${['times', 'whole', 'error', 'part, error', 'left'].map((one) => one.padStart(12)).join('')}`);
for (const [name, { times, whole, error, part, left }] of played.faults) console.log(name.padEnd(44) + [times, whole, error, part, left].map((one) => String(one).padStart(12)).join(''));
console.log(`\n${played.attempts} attempts in ${played.seconds.toFixed(0)} s, load ${load()}`);
for (const violation of played.violations.slice(0, 20)) console.log(`BROKEN  ${violation}`);
console.log(played.violations.length === 0 ? 'met  no promise was broken' : `NOT MET  ${played.violations.length} violations`);
process.exit(played.violations.length === 0 ? 0 : 1);
