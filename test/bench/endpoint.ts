/**
 * What the endpoint costs a developer who asks one thing after the other, beside the least that Node could do and beside
 * other gateways: each asked once in every turn, over loopback, in front of one fast gateway. Read the ratios. Ends
 * non-zero when a goal is missed.
 *
 *   node test/bench/endpoint.ts [first|prompt|chunks|flood|memory|json ...] [--rounds N] [--only NAME,NAME]
 */
import * as os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Caller, type Seen } from './endpoint/caller.ts';
import { direct, startGateway, starters, type Subject } from './endpoint/subjects.ts';
import { Goals, percentile, printTable } from './goals.ts';
import { cpuSeconds, residentKiB } from './shim/subjects.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' }, only: { type: 'string' } } });
const rounds = Number(values.rounds ?? 5);
const goals = new Goals();
const gateway = await startGateway();
const running = new Set<Subject>([direct(gateway)]);
// However it ends: a process that is left over would go on listening, and hold whatever reads this output.
process.on('exit', () => {
  for (const subject of running) subject.stop();
  gateway.stop();
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

async function start(name: string): Promise<Subject | undefined> {
  if (values.only && !values.only.split(',').includes(name)) return undefined;
  try {
    const subject = await (starters[name] as (typeof starters)[string])(gateway);
    running.add(subject);
    return subject;
  } catch (error) {
    return void goals.missing(`${name}: ${message(error)}`);
  }
}

const subjects: Subject[] = [...running];
for (const name of Object.keys(starters)) {
  const subject = await start(name);
  if (!subject) continue;
  // One that does not answer at all is none to measure.
  const caller = new Caller(subject);
  try {
    for (let i = 0; i < 3; i++) await caller.stream('first');
    subjects.push(subject);
  } catch (error) {
    goals.missing(message(error));
    subject.stop();
  }
  caller.end();
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const median = (all: readonly number[]): number => percentile(all, 0.5);

/** Every subject in turn, `turns` times; by name what `measure` gave in each turn. One that fails is left out from then on. */
async function inTurns<T>(turns: number, among: readonly Subject[], measure: (subject: Subject, caller: Caller) => Promise<T>): Promise<Map<string, T[]>> {
  const found = new Map<string, T[]>(among.map(({ name }) => [name, []]));
  const callers = new Map(among.map((subject) => [subject, new Caller(subject)]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [subject, caller] of turn % 2 === 0 ? callers : [...callers].reverse()) {
      try {
        found.get(subject.name)?.push(await measure(subject, caller));
      } catch (error) {
        goals.missing(message(error));
        callers.delete(subject);
        found.delete(subject.name);
        caller.end();
      }
    }
  }
  for (const caller of callers.values()) caller.end();
  return found;
}

/** What each subject adds to what `direct` took in the same turn: by name, the median. */
function added(found: ReadonlyMap<string, readonly number[]>): Map<string, number> {
  const base = found.get('direct') ?? [];
  return new Map([...found].map(([name, all]) => [name, median(all.map((one, turn) => one - (base[turn] ?? NaN)))]));
}

const map = <T>(found: ReadonlyMap<string, readonly T[]>, value: (one: T) => number): Map<string, number[]> => new Map([...found].map(([name, all]) => [name, all.map(value)]));
const of = (table: ReadonlyMap<string, number>, name: string): number => table.get(name) ?? NaN;

async function firstToken(title: string, promptBytes: number): Promise<Map<string, number>> {
  const ask = (_: Subject, caller: Caller): Promise<Seen> => caller.stream('first', promptBytes);
  await inTurns(20, subjects, ask);
  const taken = map(await inTurns(40 * rounds, subjects, ask), (seen) => seen.firstTokenMs);
  const more = added(taken);
  printTable(title, ['p50', 'p99', 'added p50'], [...taken].map(([name, all]) => [name, [median(all), percentile(all, 0.99), of(more, name)]]));
  return more;
}

const parts = {
  async first() {
    const more = await firstToken('Time to first token, ms', 20);
    const [shim, minimal, router, portkey] = ['shim', 'minimal', 'claude-code-router', 'portkey'].map((name) => of(more, name)) as [number, number, number, number];
    goals.add("time to first token adds so many times what a minimal pass-through adds, at most 1.15", shim / minimal, shim / minimal <= 1.15);
    goals.add("of what claude-code-router adds, at most 0.33", shim / router, shim / router <= 1 / 3);
    goals.add("of what Portkey's gateway adds, at most 0.05", shim / portkey, shim / portkey <= 1 / 20);
  },
  async prompt() {
    const more = await firstToken('Time to first token with a prompt of 256 KiB, ms', 256 * 1024);
    const ratio = of(more, 'shim') / of(more, 'minimal');
    goals.add('a prompt of 256 KiB adds so many times what a minimal pass-through adds, at most 2', ratio, ratio <= 2);
  },
  async chunks() {
    const found = await inTurns(2 * rounds, subjects, (_, caller) => caller.stream('paced'));
    const taken = new Map([...found].map(([name, seen]) => [name, seen.flatMap(({ delaysMs }) => delaysMs)]));
    const more = added(map(found, ({ delaysMs }) => median(delaysMs)));
    printTable('A chunk of a stream of one in 5 ms, from the gateway to the caller, ms', ['p50', 'p99', 'added p50'], [...taken].map(([name, all]) => [name, [median(all), percentile(all, 0.99), of(more, name)]]));
    goals.add('a chunk is later by so many ms at the median, at most 0.1', of(more, 'shim'), of(more, 'shim') <= 0.1);
  },
  async flood() {
    for (const [model, title] of [['flood', 'each written by itself'], ['burst', '64 in a write']] as const) {
      const ask = async (subject: Subject, caller: Caller): Promise<{ rate: number; cpuUs: number }> => {
        const before = cpuSeconds(subject.pids());
        const { endMs } = await caller.stream(model);
        return { rate: (gateway.floodChunks * 1_000) / endMs, cpuUs: ((cpuSeconds(subject.pids()) - before) * 1e6) / gateway.floodChunks };
      };
      await inTurns(1, subjects, ask);
      const found = await inTurns(2 * rounds, subjects, ask);
      const rate = new Map([...map(found, (one) => one.rate)].map(([name, all]) => [name, median(all)]));
      const cpu = map(found, (one) => one.cpuUs);
      printTable(`${gateway.floodChunks} chunks as fast as they go, ${title}`, ['a second', 'of direct', 'CPU us each'], [...rate].map(([name, one]) => [name, [one, one / of(rate, 'direct'), median(cpu.get(name) ?? [])]]));
      const share = of(rate, 'shim') / of(rate, 'direct');
      if (model === 'flood') goals.add("chunks a second over direct's, at least 0.5", share, share >= 0.5);
    }
  },
  async json() {
    const connections = 16;
    const ask = async (subject: Subject): Promise<{ rate: number; cpuUs: number }> => {
      const before = cpuSeconds(subject.pids());
      const startedMs = performance.now();
      const callers = Array.from({ length: connections }, () => new Caller(subject));
      const done = (await Promise.all(callers.map((one) => one.documents(startedMs + 1_000)))).reduce((sum, one) => sum + one, 0);
      for (const one of callers) one.end();
      return { rate: (done * 1_000) / (performance.now() - startedMs), cpuUs: ((cpuSeconds(subject.pids()) - before) * 1e6) / done };
    };
    await inTurns(1, subjects, ask);
    const found = await inTurns(rounds, subjects, ask);
    const rate = new Map([...map(found, (one) => one.rate)].map(([name, all]) => [name, median(all)]));
    const cpu = map(found, (one) => one.cpuUs);
    printTable(`Small documents, ${connections} connections`, ['a second', 'of direct', 'CPU us each'], [...rate].map(([name, one]) => [name, [one, one / of(rate, 'direct'), median(cpu.get(name) ?? [])]]));
  },
  async memory() {
    const rows: [string, number[]][] = [];
    for (const { name } of subjects.filter(({ name: one }) => one !== 'direct')) {
      // In a process of its own: one that has carried a lot has room for a thousand more.
      const subject = await start(name);
      if (!subject) continue;
      try {
        rows.push([name, await openStreams(subject)]);
      } catch (error) {
        goals.missing(`memory, ${message(error)}`);
      }
      running.delete(subject);
      subject.stop();
    }
    printTable('1,000 open streams, one token in 5 s', ['KiB a stream', 'MiB before', 'alive'], rows);
    const each = rows.find(([name]) => name === 'shim')?.[1][0] ?? NaN;
    goals.add('KiB an open stream, at most 80', each, each <= 80);
  },
} as const;

async function openStreams(subject: Subject): Promise<number[]> {
  const count = 1_000;
  const warm = Array.from({ length: 20 }, () => new Caller(subject));
  await Promise.all(warm.map((one) => one.stream('first')));
  for (const one of warm) one.end();
  await sleep(1_000);
  const before = residentKiB(subject.pids());
  const callers = Array.from({ length: count }, () => new Caller(subject));
  try {
    for (let at = 0; at < count; at += 50) {
      await Promise.race([
        Promise.all(callers.slice(at, at + 50).map((one) => one.opened('quiet'))),
        sleep(30_000, undefined, { ref: false }).then(() => Promise.reject(new Error(`${subject.name}: no first token of stream ${at} in 30 s`))),
      ]);
    }
    await sleep(11_000);
    return [(residentKiB(subject.pids()) - before) / count, before / 1024, callers.filter(({ closed }) => !closed).length];
  } finally {
    for (const one of callers) one.end();
  }
}

const chosen = (positionals.length > 0 ? positionals : Object.keys(parts)) as (keyof typeof parts)[];
const load = (): string => os.loadavg().map((one) => one.toFixed(1)).join(' ');
console.log(`${os.cpus().length} cores, load ${load()}, Node ${process.versions.node}, ${rounds} rounds in turns`);
for (const name of chosen) await parts[name]();
console.log(`\nload at the end ${load()}`);
process.exit(goals.print());
