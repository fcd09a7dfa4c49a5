/** A folder of its own for a shim's test, and the processes that were started in it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Routing } from '../../../../src/shim/routing.ts';
import { readRunning } from '../../../../src/shim/control/running-file.ts';
import type { StartOptions } from '../../../../src/shim/control/start.ts';

export const routing: Routing = { rules: [], client: 'curl', environment: {}, allow: [] };

export function optionsIn(stateFolder: string, more: Partial<StartOptions> = {}): StartOptions {
  return {
    stateFolder,
    program: fileURLToPath(new URL('shim-program.ts', import.meta.url)),
    execArgv: ['--no-warnings'],
    release: '1.2.0',
    routing,
    holder: 'window',
    label: 'test',
    ...more,
  };
}

export function newFolder(): string {
  return path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-shim-')), 'state');
}

/** Ends whatever shim is left in a folder, by the number it has written there and no other. */
export async function cleanUp(folder: string, pids: Iterable<number> = []): Promise<void> {
  const running = await readRunning(folder).catch(() => undefined);
  for (const pid of new Set([...pids, ...(running ? [running.pid] : [])])) kill(pid);
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
}

export function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 45_000; Date.now() < end; await sleep(20)) if (await holds()) return;
  assert.fail(`not within 45 s: ${what}`);
}

export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and that nobody has waited for still has its number.
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** A connection through the plain data path, after its token was looked at. */
export async function echoConnection(port: number, client: string, token: string): Promise<{ socket: net.Socket; answer: string }> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${client} ${token}\n`);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return { socket, answer: bytes.toString() };
}

export async function echoed(socket: net.Socket, text: string): Promise<string> {
  socket.write(text);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString();
}
