/**
 * What a hundred thousand rules cost: read, made ready, asked about thousands of hosts, kept in memory; beside a real
 * core that loads the same file, where GATEHOUSE_CLASH_CORE names one. Times are of the processor, as others may be
 * busy on the machine.
 *
 *   node --no-warnings --expose-gc test/bench/clash-rules.ts [--rules N]
 */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { recognise } from '../../src/clash/configuration/recognise.ts';
import { compileRules } from '../../src/clash/rules/evaluate.ts';
import { nothingKnown } from '../../src/clash/rules/nothing-known.ts';
import { Goals, percentile } from './goals.ts';
import { longConfiguration } from './long-configuration.ts';

const { values } = parseArgs({ options: { rules: { type: 'string' } } });
const count = Number(values.rules ?? 100_000);
const questions = 20_000;

/** Processor time of the median turn, in ms. */
function timed<T>(run: () => T, turns: number): { ms: number; result: T } {
  const times: number[] = [];
  let result = run();
  for (let turn = 0; turn < turns; turn++) {
    const begun = process.cpuUsage();
    result = run();
    times.push(cpuMsSince(begun));
  }
  return { ms: percentile(times, 0.5), result };
}

function cpuMsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e3;
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const goals = new Goals();
const text = longConfiguration(count);
console.log(`${count} rules, ${(text.length / 1e6).toFixed(1)} MB of text`);

const first = process.cpuUsage();
readConfiguration(text);
const coldMs = cpuMsSince(first);
const before = heapBytes();
const { ms: readMs, result: configuration } = timed(() => readConfiguration(text), 7);
const afterReading = heapBytes();
const { ms: compileMs, result: rules } = timed(() => compileRules(configuration), 5);
const afterCompiling = heapBytes();
const { ms: recogniseMs } = timed(() => recognise(text), 20);
console.log(`recognised in ${recogniseMs.toFixed(2)} ms, read in ${readMs.toFixed(0)} ms (the first time ${coldMs.toFixed(0)} ms): ${Math.round(count / readMs)} thousand rules a second`);
console.log(`made ready in ${compileMs.toFixed(0)} ms; memory ${((afterReading - before) / 1e6).toFixed(0)} MB read, ${((afterCompiling - afterReading) / 1e6).toFixed(0)} MB made ready`);

const hosts = Array.from({ length: questions }, (_, index) => (index % 3 === 0 ? `a.name${(index * 5) % count}.example${index % 97}.com` : index % 3 === 1 ? `host${(index * 20) % count}.example.com` : `nowhere${index}.test`));
const known = { ...nothingKnown, addressOf: () => '203.0.113.9', chosen: () => '🇭🇰 node 0' };
const begun = process.cpuUsage();
let rowsPassed = 0;
for (const host of hosts) rowsPassed += rules.explain({ host, network: 'tcp', destinationPort: 443 }, known).rule?.index ?? count;
const askMs = cpuMsSince(begun) / questions;
console.log(`a host takes ${(askMs * 1e3).toFixed(0)} µs: ${Math.round(1 / askMs)} thousand hosts a second, ${Math.round(rowsPassed / questions / askMs / 1e3)} million rules a second`);

const { ms: parserMs } = timed(() => parse(text) as unknown, 1);
console.log(`the YAML parser alone: ${parserMs.toFixed(0)} ms`);

goals.add('100,000 rules are read and made ready within a second, ms', ((readMs + compileMs) * 100_000) / count, ((readMs + compileMs) * 100_000) / count < 1_000);
goals.add('a host is explained within 5 ms', askMs, askMs < 5);
goals.add('a text is recognised within 20 ms', recogniseMs, recogniseMs < 20);
if (globalThis.gc) goals.add('100,000 rules take less than 150 MB', ((afterCompiling - before) / 1e6) * (100_000 / count), afterCompiling - before < 150e6 * Math.max(1, count / 100_000));
else goals.missing('memory: run with --expose-gc');

const core = process.env['GATEHOUSE_CLASH_CORE'];
if (core === undefined || core === '') goals.missing('the real core: GATEHOUSE_CLASH_CORE names none');
else await besideCore(core);
process.exitCode = goals.print();

/** How long it takes over the same file, and what it then weighs. */
async function besideCore(program: string): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-clash-bench-'));
  const file = path.join(folder, 'config.yaml');
  fs.writeFileSync(file, text);
  try {
    const times: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const started = childrenCpuMs();
      const { status, stdout } = spawnSync(program, ['-t', '-d', folder, '-f', file], { encoding: 'utf8', timeout: 60_000 });
      if (status !== 0) throw new Error(`the core refuses the file: ${stdout.slice(-500)}`);
      times.push(childrenCpuMs() - started);
    }
    const checkMs = percentile(times, 0.5);
    const running = spawn(program, ['-d', folder, '-f', file], { stdio: 'ignore' });
    await sleep(3_000);
    const rssBytes = residentBytes(running.pid);
    running.kill();
    console.log(`the core checks the file in ${checkMs.toFixed(0)} ms${rssBytes === undefined ? '' : ` and weighs ${(rssBytes / 1e6).toFixed(0)} MB with it`}`);
    if (checkMs > 0) goals.add('reading takes no longer than the core takes to check the file, ratio', readMs / checkMs, readMs / checkMs < 1);
    else goals.missing('processor time of the core: there is no /proc here');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the programs that were run to their end; 0 where the system does not tell. In steps of 10 ms. */
function childrenCpuMs(): number {
  try {
    // Behind the name in brackets, which may hold anything: fields 16 and 17 of proc(5), in ticks of a hundredth of a second.
    const fields = fs.readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}

function residentBytes(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
  } catch {
    return undefined;
  }
}
