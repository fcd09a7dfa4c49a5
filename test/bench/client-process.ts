/**
 * How long looking for clients' processes holds the loop, among 500 processes with 50 open files each, and how long it
 * takes: for a client that is the oldest of all, and for one that was here before.
 *
 *   node --no-warnings test/bench/client-process.ts
 */
import { spawn, type ChildProcess } from 'node:child_process';
import * as net from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientProcesses, processTables } from '../../src/shim/journal/client-process.ts';
import type { JournalEntry } from '../../src/shim/journal/entry.ts';

const others = 500;
const filesEach = 50;

const tables = processTables(process.platform, process.getuid?.());
if (!tables) throw new Error('There are no such tables on this system.');
const children: ChildProcess[] = [];
try {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const client = spawn(process.execPath, ['-e', `const n=require('net');process.stdin.on('data',()=>n.connect(${port},'127.0.0.1'))`], { stdio: ['pipe', 'ignore', 'ignore'] });
  children.push(client);
  const open = `for f in {3..${filesEach}}; do eval "exec $f</dev/null"; done; exec sleep 600`;
  for (let count = 0; count < others; count++) {
    children.push(spawn('bash', ['-c', open], { stdio: 'ignore' }));
    if (count % 20 === 0) await sleep(50);
  }
  await sleep(3_000);

  // What the loop does without any of it.
  const idle = await watched(async () => sleep(2_000));
  console.log(`nothing is looked for: the loop was held up ${idle.worstMs.toFixed(2)} ms at worst`);
  let found = (_entry: JournalEntry): void => undefined;
  const processes = new ClientProcesses({ port: () => port, ownPid: process.pid, tables, onFound: (entry) => found(entry) });
  for (const what of ['the oldest of all', 'known from before']) {
    const connected = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
    client.stdin?.write('x');
    const socket = await connected;
    const entry: JournalEntry = {
      id: 1, startedAtMs: 0, kind: 'tunnel', caller: '', host: '', port: 0, timings: {}, bytesUp: 0, bytesDown: 0, longestSilenceMs: 0, requests: 0,
    };
    const before = process.cpuUsage();
    const { worstMs, tookMs } = await watched(
      () =>
        new Promise<void>((resolve) => {
          found = () => resolve();
          processes.ask(entry, socket.remotePort ?? 0);
        }),
    );
    const { user, system } = process.cpuUsage(before);
    if (entry.process?.pid !== client.pid) throw new Error(`found ${JSON.stringify(entry.process)}, not ${client.pid}`);
    console.log(
      `a client ${what}: found after ${tookMs.toFixed(0)} ms; CPU of all threads ${((user + system) / 1_000).toFixed(0)} ms; ` +
        `longest go ${processes.longestGoMs.toFixed(2)} ms; the loop was held up ${worstMs.toFixed(2)} ms at worst`,
    );
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
}
process.exit(0);

/** Runs something, and tells the longest time in which a timer of 1 ms was late. */
async function watched(run: () => Promise<unknown>): Promise<{ worstMs: number; tookMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await sleep(20);
  delay.reset();
  const begun = performance.now();
  await run();
  const tookMs = performance.now() - begun;
  delay.disable();
  return { worstMs: delay.max / 1e6, tookMs };
}
