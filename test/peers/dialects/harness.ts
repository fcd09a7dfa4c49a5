/**
 * Runs inside the namespace: plays cases to one client and prints what arrived where, one JSON line a case. The only
 * argument is the client as JSON (`client.ts`).
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { casesFor, proxyAddress, type Case } from './cases.ts';
import type { Client } from './client.ts';
import { Recorder } from './recorder.ts';

const client = JSON.parse(process.argv[2] ?? '') as Client;
const [command = '', ...args] = client.command;
// A home of its own: settings files of whoever runs this are none of the cases' business.
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-peer-home-'));
const base = { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', ...client.plumbing };
const caseLimitMs = 20_000;

const recorder = new Recorder();
for (const host of ['127.0.0.1', '127.0.0.2', '::1', '198.51.100.7', '10.1.2.3', '2001:db8::7']) {
  for (const port of [80, 443, 8080, 8443]) await recorder.origin(host, port);
}
for (const port of [80, 443, 1080, 3101, 3102, 3103]) await recorder.proxy(proxyAddress, port);
await recorder.proxy('2001:db8::9', 3101);

const play = client.kind === 'worker' ? startWorker() : spawnOnce;
for (const one of casesFor(client.pace)) {
  recorder.take();
  const said = await play({ ...one, environment: { ...one.environment, ...client.environment } });
  // What was sent just before the process ended is still on its way to the listener.
  await new Promise((resolve) => setTimeout(resolve, client.settleMs ?? 4));
  console.log(JSON.stringify({ arrivals: recorder.take(), said }));
}
fs.rmSync(home, { recursive: true, force: true });
process.exit(0);

async function spawnOnce({ environment, url }: Case): Promise<string> {
  const placed = args.map((argument) => argument.replaceAll('{url}', url));
  if (placed.every((argument, index) => argument === args[index])) placed.push(url);
  const child = spawn(command, placed, { env: { ...base, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], cwd: home, detached: true });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // The whole group: a client may have children that hold the pipes.
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), caseLimitMs);
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  clearTimeout(timer);
  return said.trim().slice(0, 300);
}

function startWorker(): (one: Case) => Promise<string> {
  const child = spawn(command, args, { env: base, stdio: ['pipe', 'pipe', 'inherit'], cwd: home });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (one) => {
    child.stdin.write(`${JSON.stringify(one)}\n`);
    const timer = setTimeout(() => child.kill('SIGKILL'), caseLimitMs);
    const { value, done } = (await lines.next()) as IteratorResult<string>;
    clearTimeout(timer);
    if (done) throw new Error(`the client ended at ${JSON.stringify(one)}`);
    return String(JSON.parse(value)).slice(0, 300);
  };
}
