/**
 * The bounds of a diagnosis, held against real networks and a real extension host. Ends non-zero when one is broken.
 *
 *   node test/bench/diagnosis.ts [dead|healthy|host ...] [--rounds N] [--hosts N] [--profiles FOLDER]
 *
 *   dead     a quick diagnosis ends within 10 s of wall time where nothing answers
 *   healthy  it takes no more than its slowest probe and 10 %; median of the rounds, each set-up
 *   host     the extension host's event loop is held for 50 ms at most; median of the runs, each kind. The first
 *            diagnosis is the first that makes the editor read its roots. Where an idle host is held up for longer than
 *            10 ms the machine has too much to do for a clock on the wall, and what the thread computed counts
 */
import * as os from 'node:os';
import { parseArgs } from 'node:util';
import { endEverything, endOnSignals } from '../workbench/lifetime.js';
import { say } from '../workbench/progress.js';
import { build, installPackages } from '../workbench/project.js';
import { median } from './bench-extensions.js';
import { measureDeadNetworks } from './dead-networks.ts';
import { measureHealthy } from './healthy-ratio.ts';
import { measureHosts } from './host-delay.js';

const deadWallMs = 10_000;
const healthyRatio = 1.1;
const heldMs = 50;
const idleHeldMs = 10;

const parts = { dead, healthy, host } as const;
type Part = keyof typeof parts;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, hosts: { type: 'string' }, profiles: { type: 'string' } },
});

endOnSignals(130);
let exitCode = 2;
try {
  const chosen = (positionals.length > 0 ? positionals : Object.keys(parts)) as Part[];
  const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}`);
  await installPackages();
  await build({ production: true });
  const verdicts: string[] = [];
  let good = true;
  for (const name of chosen) {
    const { met, lines } = await parts[name]();
    good &&= met;
    verdicts.push(...lines, '');
  }
  const [minute = 0] = os.loadavg();
  console.log(`\nbounds of a diagnosis (${os.cpus().length} cores, load ${minute.toFixed(1)})\n\n${verdicts.join('\n')}`);
  exitCode = good ? 0 : 1;
} catch (error) {
  console.error(`COULD NOT RUN: bench: ${error instanceof Error ? error.message : String(error)}`);
}
await endEverything();
process.exit(exitCode);

interface Outcome {
  met: boolean;
  lines: string[];
}

function outcome(name: string, bound: string, met: boolean, rows: readonly string[]): Outcome {
  return { met, lines: [`${name}: ${bound}: ${met ? 'met' : 'NOT MET'}`, ...rows.map((row) => `  ${row}`)] };
}

async function dead(): Promise<Outcome> {
  say('Dead networks');
  const runs = await measureDeadNetworks(({ name, wallMs }) => say(`  ${name}: ${seconds(wallMs)}`));
  const rows = runs.map(
    ({ name, wallMs, diagnosisMs, state, leg, slowestProbe }) =>
      `${name.padEnd(44)} ${seconds(wallMs).padStart(7)} (diagnosis ${seconds(diagnosisMs)}, ${slowestProbe}) ${state} ${leg ?? ''}`,
  );
  const worst = Math.max(...runs.map(({ wallMs }) => wallMs));
  return outcome('dead networks', `wall time at most ${seconds(deadWallMs)}, worst ${seconds(worst)}`, worst <= deadWallMs, rows);
}

async function healthy(): Promise<Outcome> {
  say('Healthy networks');
  const rounds = Number(values.rounds ?? 7);
  const runs = await measureHealthy(rounds, ({ setup, totalMs, slowestMs }) => say(`  ${setup}: ${totalMs} ms, slowest probe ${slowestMs} ms`));
  const medians = grouped(runs, ({ setup }) => setup).map(([setup, ofSetup]) => {
    const ratio = median(ofSetup.map((run) => run.ratio));
    const worst = Math.max(...ofSetup.map((run) => run.ratio));
    const [total, slowest] = [median(ofSetup.map((run) => run.totalMs)), median(ofSetup.map((run) => run.slowestMs))];
    const states = [...new Set(ofSetup.map(({ state }) => state))].join(', ');
    return {
      ratio,
      met: ratio <= healthyRatio,
      row: `${setup.padEnd(24)} ratio ${ratio.toFixed(3)}, worst ${worst.toFixed(3)} (${total} ms, slowest probe ${slowest} ms) ${states}`,
    };
  });
  const worst = Math.max(...medians.map(({ ratio }) => ratio));
  const bound = `at most the slowest probe x ${healthyRatio}; worst median of ${rounds} ${worst.toFixed(3)}`;
  return outcome('healthy networks', bound, medians.every(({ met }) => met), medians.map(({ row }) => row));
}

async function host(): Promise<Outcome> {
  say('A real extension host');
  const measured = await measureHosts({
    hosts: Number(values.hosts ?? 4),
    runs: 6,
    ...(values.profiles !== undefined && { profiles: values.profiles }),
  });
  const all = measured.flatMap(({ overTls, runs }) =>
    runs.map(({ cold, busy, idle, editor, state, totalMs }) => ({
      kind: `${overTls ? 'TLS' : 'plain HTTP'}, ${cold ? 'first' : 'later'} diagnosis`,
      busyMs: busy[0]?.heldMs ?? 0,
      computedMs: Math.max(0, ...busy.map(({ cpuMs }) => cpuMs)),
      queuedMs: busy[0]?.queuedMs ?? 0,
      idleMs: idle[0]?.heldMs ?? 0,
      editorMs: editor[0]?.heldMs ?? 0,
      state,
      totalMs: totalMs ?? 0,
    })),
  );
  const kinds = grouped(all, ({ kind }) => kind).map(([kind, ofKind]) => {
    const middle = (key: 'busyMs' | 'computedMs' | 'queuedMs' | 'idleMs' | 'editorMs'): number => median(ofKind.map((one) => one[key]));
    const of = (key: Parameters<typeof middle>[0]): string => `${middle(key).toFixed(0)} ms`;
    const counts = middle('idleMs') > idleHeldMs ? 'computedMs' : 'busyMs';
    const states = [...new Set(ofKind.map(({ state }) => state))].join(', ');
    const worst = Math.max(...ofKind.map(({ busyMs }) => busyMs)).toFixed(0);
    const held = `held ${of('busyMs')}, worst ${worst} ms; computing ${of('computedMs')}, waiting for a processor ${of('queuedMs')}`;
    const text = `${of(counts)}${counts === 'computedMs' ? ' of computing' : ''} (${held})`;
    const beside = `idle ${of('idleMs')}, one request of the editor's ${of('editorMs')}`;
    const took = `${median(ofKind.map(({ totalMs }) => totalMs))} ms`;
    return { middle: middle(counts), row: `${kind.padEnd(28)} ${text}; ${beside}; ${ofKind.length} runs, ${took}, ${states}` };
  });
  const worst = Math.max(...kinds.map(({ middle }) => middle));
  const bound = `held for at most ${heldMs} ms, worst median ${worst.toFixed(0)} ms`;
  return outcome('extension host', bound, worst <= heldMs, kinds.map(({ row }) => row));
}

function grouped<T>(all: readonly T[], nameOf: (one: T) => string): (readonly [string, readonly T[]])[] {
  const names = [...new Set(all.map(nameOf))];
  return names.map((name) => [name, all.filter((one) => nameOf(one) === name)] as const);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
