/**
 * A thousand tunnels through the real process of the shim that say nothing for ten minutes, and then a byte each way.
 * Ends non-zero when one is lost or late, or when the process keeps files or memory that it did not have before.
 *
 *   node --no-warnings test/bench/shim-idle.ts [--minutes N] [--tunnels N]
 */
import * as fs from 'node:fs';
import type * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startOrAttach } from '../../src/shim/control/start.ts';
import { build, projectFolder } from '../workbench/project.js';
import { openTunnel } from './shim/load.ts';
import { cpuSeconds, residentKiB, startOrigin, type Subject } from './shim/subjects.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, tunnels: { type: 'string' } } });
const minutes = Number(values.minutes ?? 10);
const tunnels = Number(values.tunnels ?? 1_000);
/** Files that a process may open and close in the meantime: its log, a look-up. */
const spareFiles = 4;
/** Of what is in use once garbage is gone; 1 KiB a tunnel is half of it. */
const spareUsedKiB = 2 * 1_024;
/** Of what the system says that the process has, while nothing happens. */
const spareResidentKiB = 8 * 1_024;
const byteLimitMs = 10_000;

await build();
const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-idle-')), 'state');
const memoryFile = path.join(path.dirname(folder), 'memory');
const origin = await startOrigin();
const { attached } = await startOrAttach({
  stateFolder: folder,
  program: path.join(projectFolder, 'dist', 'shim.js'),
  release: '0.0.0',
  routing: { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.1'] },
  holder: 'terminal',
  label: 'idle tunnels',
  execArgv: ['--expose-gc', '--require', path.join(import.meta.dirname, 'shim', 'tell-memory.cjs')],
  environment: { ...process.env, TELL_MEMORY: memoryFile },
});
const { pid, port } = attached.greeting;
process.on('exit', () => {
  process.kill(pid, 'SIGKILL');
  origin.stop();
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});
const authorization = `Basic ${Buffer.from(`bench:${await attached.mint('bench')}`).toString('base64')}`;
const subject: Subject = { name: 'shim', port, authorization, pids: () => [pid], stop: () => undefined };

interface Held {
  files: number;
  /** On its heap and beside it, after a collection. What the system counts goes up and down with the collector's mood. */
  usedKiB: number;
  residentKiB: number;
  cpuSeconds: number;
  open: number;
}

async function held(): Promise<Held> {
  const [files, resident, cpu] = [fs.readdirSync(`/proc/${pid}/fd`).length, residentKiB([pid]), cpuSeconds([pid])];
  const { open } = await attached.state();
  fs.rmSync(memoryFile, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (let tries = 0; tries < 100 && !fs.existsSync(memoryFile); tries++) await sleep(50);
  return { files, residentKiB: resident, usedKiB: Number(fs.readFileSync(memoryFile, 'utf8')) / 1_024, cpuSeconds: cpu, open };
}

const mib = (kib: number): string => (kib / 1_024).toFixed(1);

function tell(when: string, now: Held): void {
  console.log(`${when.padEnd(28)}${`${now.files} files`.padStart(12)}${`${mib(now.usedKiB)} MiB used`.padStart(16)}${`${mib(now.residentKiB)} MiB resident`.padStart(21)}${`${now.open} open`.padStart(12)}${`${now.cpuSeconds.toFixed(2)} s CPU`.padStart(14)}`);
}

async function openAll(): Promise<net.Socket[]> {
  const open: net.Socket[] = [];
  for (let count = 0; count < tunnels; count++) open.push(await openTunnel(subject, origin));
  return open;
}

async function closeAll(sockets: readonly net.Socket[]): Promise<void> {
  for (const socket of sockets) socket.destroy();
  for (let tries = 0; tries < 100 && (await attached.state()).open > 0; tries++) await sleep(100);
  await sleep(2_000);
}

/** Whether a byte went there and came back on an open tunnel. */
function echoes(socket: net.Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), byteLimitMs);
    const over = (good: boolean): void => {
      clearTimeout(timer);
      resolve(good);
    };
    socket.once('data', (bytes) => over(bytes.length === 1));
    socket.once('close', () => over(false));
    if (socket.destroyed) over(false);
    else socket.write('.');
  });
}

console.log(`${tunnels} tunnels for ${minutes} min; ${os.cpus().length} cores, Node ${process.versions.node}`);
tell('started', await held());
// What a process takes once for its first thousand it does not give back.
await closeAll(await openAll());
const before = await held();
tell(`${tunnels} opened and closed`, before);

const sockets = await openAll();
let lost = 0;
for (const socket of sockets) {
  socket.on('error', () => undefined);
  socket.once('close', () => lost++);
}
await sleep(2_000);
const full = await held();
tell('open', full);
for (let minute = 0; minute < minutes; minute++) {
  await sleep(Math.min(1, minutes - minute) * 60_000);
  tell(`silent for ${Math.min(minute + 1, minutes)} min`, await held());
}
const silent = await held();
const lostWhileSilent = lost;
const started = performance.now();
const answered = (await Promise.all(sockets.map(echoes))).filter(Boolean).length;
const tookMs = performance.now() - started;
tell('a byte each way', await held());
await closeAll(sockets);
const after = await held();
tell('closed', after);
const { refused } = await attached.state();

const goals: [string, boolean][] = [
  [`tunnels lost while silent: ${lostWhileSilent}`, lostWhileSilent === 0],
  [`a byte there and back: ${answered} of ${tunnels}, all within ${tookMs.toFixed(0)} ms`, answered === tunnels],
  [`files a tunnel: ${((full.files - before.files) / tunnels).toFixed(2)}, at most 2`, full.files - before.files <= 2 * tunnels + spareFiles],
  [`files more at the end of the silence: ${silent.files - full.files}, at most ${spareFiles}`, silent.files - full.files <= spareFiles],
  [`files more than before at the end: ${after.files - before.files}, at most ${spareFiles}`, after.files - before.files <= spareFiles],
  [`MiB in use more at the end of the silence: ${mib(silent.usedKiB - full.usedKiB)}, at most ${mib(spareUsedKiB)}`, silent.usedKiB - full.usedKiB <= spareUsedKiB],
  [`MiB in use more than before at the end: ${mib(after.usedKiB - before.usedKiB)}, at most ${mib(spareUsedKiB)}`, after.usedKiB - before.usedKiB <= spareUsedKiB],
  [`MiB resident more at the end of the silence: ${mib(silent.residentKiB - full.residentKiB)}, at most ${mib(spareResidentKiB)}`, silent.residentKiB - full.residentKiB <= spareResidentKiB],
  [`refused: ${JSON.stringify(refused)}`, Object.keys(refused).length === 0],
  [`open at the end: ${after.open}`, after.open === 0],
];
console.log('');
for (const [says, met] of goals) console.log(`${met ? 'met' : 'NOT MET'}  ${says}`);
console.log(`CPU of the process over the silence: ${(((silent.cpuSeconds - full.cpuSeconds) / (minutes * 60)) * 100).toFixed(2)} %`);
attached.close();
process.exit(goals.every(([, met]) => met) ? 0 : 1);
