/**
 * What the shim costs, beside others that do the same, taken in turns on one machine: read the ratios. Ends non-zero
 * when a goal is missed.
 *
 *   node test/bench/shim.ts [memory|setup|throughput|requests|chunks|neighbour ...] [--rounds N] [--warm-ups N] [--only NAME,NAME]
 */
import { spawn } from 'node:child_process';
import * as os from 'node:os';
import { parseArgs } from 'node:util';
import { median } from './bench-extensions.js';
import { echoes, openTunnel, requests, setUps, throughput } from './shim/load.ts';
import { cpuSeconds, direct, residentKiB, starters, startOrigin, type Subject } from './shim/subjects.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' }, 'warm-ups': { type: 'string' }, only: { type: 'string' } } });
const rounds = Number(values.rounds ?? 5);
const warmUps = Number(values['warm-ups'] ?? 1_000);
const GiB = 1024 ** 3;
const origin = await startOrigin();
const subjects: Subject[] = [direct];
// However it ends: a proxy that is left over would go on listening, and hold whatever reads this output.
process.on('exit', () => {
  for (const subject of subjects) subject.stop();
  origin.stop();
});
const missing: string[] = [];
for (const [name, start] of Object.entries(starters)) {
  if (values.only && !values.only.split(',').includes(name)) continue;
  try {
    subjects.push(await start());
  } catch (error) {
    missing.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Goal {
  says: string;
  met: boolean | undefined;
}
const goals: Goal[] = [];
const of = (table: ReadonlyMap<string, number>, name: string): number => table.get(name) ?? NaN;
const goal = (says: string, value: number, holds: boolean): void => void goals.push({ says: `${says}: ${value.toFixed(2)}`, met: Number.isNaN(value) ? undefined : holds });
const percentile = (taken: readonly number[], share: number): number => [...taken].sort((a, b) => a - b)[Math.floor(taken.length * share)] ?? NaN;

/** Each subject once a round, in turns; what `measure` gives, by subject, a value a round. */
async function inTurns<T>(among: readonly Subject[], measure: (subject: Subject) => Promise<T>): Promise<Map<string, T[]>> {
  const found = new Map<string, T[]>(among.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? among : [...among].reverse()) found.get(subject.name)?.push(await measure(subject));
  }
  return found;
}

function medians<T>(found: ReadonlyMap<string, readonly T[]>, value: (one: T) => number): Map<string, number> {
  return new Map([...found].map(([name, all]) => [name, median(all.map(value))]));
}

function table(title: string, columns: readonly string[], rows: ReadonlyMap<string, readonly number[]>): void {
  console.log(`\n${title}\n${['', ...columns].map((one, i) => (i === 0 ? one.padEnd(12) : one.padStart(16))).join('')}`);
  for (const [name, cells] of rows) console.log(name.padEnd(12) + cells.map((one) => one.toFixed(3).padStart(16)).join(''));
}

const parts = {
  // First, as a process that has carried a lot has room for a thousand more.
  async memory() {
    const rows = new Map<string, number[]>();
    for (const subject of subjects.filter(({ port }) => port !== undefined)) {
      const warm = await Promise.all(Array.from({ length: 20 }, () => openTunnel(subject, origin)));
      for (const socket of warm) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 500));
      const before = residentKiB(subject.pids());
      const open = [];
      for (let i = 0; i < 1_000; i++) open.push(await openTunnel(subject, origin));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      rows.set(subject.name, [(residentKiB(subject.pids()) - before) / 1_000, before / 1024]);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    table('1,000 idle tunnels', ['KiB a tunnel', 'MiB before'], rows);
    const each = rows.get('shim')?.[0] ?? NaN;
    goal('KiB an idle tunnel, at most 40', each, each <= 40);
  },
  async setup() {
    // The cost of one that has run for a while: the first thousand are slower in each of them, until V8 has compiled it.
    for (const subject of subjects) await setUps(subject, origin, warmUps);
    const found = await inTurns(subjects, async (subject) => {
      const before = cpuSeconds(subject.pids());
      const taken = await setUps(subject, origin, 200);
      return { taken, cpu: cpuSeconds(subject.pids()) - before };
    });
    const all = new Map([...found].map(([name, each]) => [name, each.flatMap(({ taken }) => taken)]));
    // Over all rounds, as the system counts it in ticks of 10 ms.
    const cpu = new Map([...found].map(([name, each]) => [name, (each.reduce((sum, one) => sum + one.cpu, 0) * 1e6) / (all.get(name) ?? []).length]));
    const base = percentile(all.get('direct') ?? [], 0.5);
    const added = new Map([...all].map(([name, taken]) => [name, percentile(taken, 0.5) - base]));
    table('Tunnel set-up, ms', ['p50', 'p99', 'added p50', 'CPU us each'], new Map([...all].map(([name, taken]) => [name, [percentile(taken, 0.5), percentile(taken, 0.99), of(added, name), of(cpu, name)]])));
    const ratio = of(added, 'shim') / of(added, 'splice');
    goal('set-up adds so many times what a minimal splice adds, at most 1.15', ratio, ratio <= 1.15);
    const chain = of(added, 'shim') / of(added, 'proxy-chain');
    goal('set-up adds less than proxy-chain, below 1', chain, chain < 1);
  },
  async throughput() {
    for (const streams of [1, 16]) {
      await inTurns(subjects, (subject) => throughput(subject, origin, streams, GiB / 8));
      const found = await inTurns(subjects, async (subject) => {
        const before = cpuSeconds(subject.pids());
        const speed = await throughput(subject, origin, streams, GiB);
        return { speed, cpu: cpuSeconds(subject.pids()) - before };
      });
      const speed = medians(found, (one) => one.speed);
      const cpu = medians(found, (one) => one.cpu);
      table(`Throughput, ${streams} ${streams === 1 ? 'stream' : 'streams'}`, ['MiB/s', 'of direct', 'CPU s/GiB'], new Map([...speed].map(([name, one]) => [name, [one, one / of(speed, 'direct'), of(cpu, name)]])));
      const chain = of(speed, 'shim') / of(speed, 'proxy-chain');
      goal(`${streams}-stream throughput over proxy-chain's, at least 1.5`, chain, chain >= 1.5);
      const squid = of(speed, 'shim') / of(speed, 'squid');
      goal(`${streams}-stream throughput over squid's, at least 1`, squid, squid >= 1);
      const work = of(cpu, 'shim') / of(cpu, 'proxy-chain');
      goal(`${streams}-stream CPU per GiB over proxy-chain's, at most 0.5`, work, work <= 0.5);
    }
  },
  async requests() {
    // The minimal splice knows CONNECT alone; what closes a kept connection of its own has no rate on kept ones.
    const among: Subject[] = [];
    for (const subject of subjects.filter(({ name }) => name !== 'splice')) {
      await requests(subject, origin, 32, 300).then(
        () => among.push(subject),
        (error: Error) => missing.push(`requests, ${error.message}`),
      );
    }
    const found = await inTurns(among, async (subject) => {
      const before = cpuSeconds(subject.pids());
      const rate = await requests(subject, origin, 32, 1_500);
      return { rate, cpu: ((cpuSeconds(subject.pids()) - before) * 1e6) / (rate * 1.5) };
    });
    const rate = medians(found, (one) => one.rate);
    table('Small requests on kept connections, 32 at once', ['a second', 'of direct', 'CPU us each'], new Map([...rate].map(([name, one]) => [name, [one, one / of(rate, 'direct'), of(medians(found, ({ cpu }) => cpu), name)]])));
    const chain = of(rate, 'shim') / of(rate, 'proxy-chain');
    goal("small requests over proxy-chain's, at least 2", chain, chain >= 2);
  },
  async chunks() {
    await inTurns(subjects, (subject) => echoes(subject, origin, 200, 256));
    const found = await inTurns(subjects, (subject) => echoes(subject, origin, 1_000, 256));
    const all = new Map([...found].map(([name, taken]) => [name, taken.flat()]));
    const base = percentile(all.get('direct') ?? [], 0.5);
    table('An event of 256 bytes there and back on an open tunnel, ms', ['p50', 'p99', 'added p50'], new Map([...all].map(([name, taken]) => [name, [percentile(taken, 0.5), percentile(taken, 0.99), percentile(taken, 0.5) - base]])));
  },
  async neighbour() {
    const shim = subjects.find(({ name }) => name === 'shim');
    if (!shim) return;
    const ratios: number[] = [];
    const rows = new Map<string, number[]>();
    const [quiet, beside]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      quiet.push(percentile(await echoes(shim, origin, 2_000, 256), 0.99));
      // An extension host with a neighbour that holds its thread 25 ms in every 100.
      const host = spawn(process.execPath, ['-e', 'setInterval(() => { const end = Date.now() + 25; while (Date.now() < end); }, 100)'], { stdio: 'ignore' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      beside.push(percentile(await echoes(shim, origin, 2_000, 256), 0.99));
      host.kill('SIGKILL');
      ratios.push((beside.at(-1) as number) / (quiet.at(-1) as number));
    }
    rows.set('quiet', [median(quiet)]);
    rows.set('beside', [median(beside)]);
    table('Echo through the shim beside a host that is held 25 ms in every 100, ms', ['p99'], rows);
    const ratio = median(ratios);
    goal('p99 of an echo beside a busy host over the quiet one, at most 2', ratio, ratio <= 2);
  },
} as const;

const chosen = (positionals.length > 0 ? positionals : Object.keys(parts)) as (keyof typeof parts)[];
const [minute = 0] = os.loadavg();
console.log(`${os.cpus().length} cores, load ${minute.toFixed(1)}, Node ${process.versions.node}, ${rounds} rounds in turns`);
for (const name of chosen) await parts[name]();
for (const subject of subjects) subject.stop();
origin.stop();
console.log('');
for (const one of missing) console.log(`NOT MEASURED: ${one}`);
for (const { says, met } of goals) console.log(`${met === undefined ? 'NOT MEASURED' : met ? 'met' : 'NOT MET'}  ${says}`);
process.exit(goals.every(({ met }) => met !== false) ? 0 : 1);
