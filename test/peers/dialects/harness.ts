/**
 * Runs inside the namespace: plays every case to one client and prints what arrived where, one JSON line a case.
 *   node harness.ts worker|spawn|spawn-switch COMMAND...
 * `worker`: one process that takes cases on standard input. `spawn`: a process a case, the URL as its last argument.
 * `spawn-switch`: likewise, with NODE_USE_ENV_PROXY=1.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { cases, proxyAddress, type Case } from './cases.ts';
import { Recorder } from './recorder.ts';

const [kind = '', command = '', ...args] = process.argv.slice(2);
const base = { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8' };
const caseLimitMs = 20_000;

const recorder = new Recorder();
for (const host of ['127.0.0.1', '127.0.0.2', '::1', '198.51.100.7', '10.1.2.3', '2001:db8::7']) {
  for (const port of [80, 443, 8080, 8443]) await recorder.origin(host, port);
}
for (const port of [80, 443, 1080, 3101, 3102, 3103]) await recorder.proxy(proxyAddress, port);
await recorder.proxy('2001:db8::9', 3101);

const play = kind === 'worker' ? startWorker() : spawnOnce;
for (const one of cases) {
  recorder.take();
  const said = await play(one);
  // What was sent just before the process ended is still on its way to the listener.
  await new Promise((resolve) => setTimeout(resolve, 4));
  console.log(JSON.stringify({ arrivals: recorder.take(), said }));
}
process.exit(0);

async function spawnOnce({ environment, url }: Case): Promise<string> {
  const extra = kind === 'spawn-switch' ? { NODE_USE_ENV_PROXY: '1' } : {};
  const child = spawn(command, [...args, url], { env: { ...base, ...environment, ...extra }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), caseLimitMs);
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  clearTimeout(timer);
  return said.trim().slice(0, 300);
}

function startWorker(): (one: Case) => Promise<string> {
  const child = spawn(command, args, { env: base, stdio: ['pipe', 'pipe', 'inherit'] });
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
