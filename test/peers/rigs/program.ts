/** Starting and ending the real programs that the peers tier is about. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that runs in the background. */
export interface Program {
  readonly pid: number;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Ends it and what it started. */
  stop(): Promise<void>;
}

/** A program that has run to its end. */
export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
  wallMs: number;
}

export interface RunOptions {
  environment?: Readonly<Record<string, string>>;
  /** Default 60 000. */
  limitMs?: number;
}

const running = new Set<ChildProcess>();

// Whatever ends the tests, nothing they started stays.
process.once('exit', () => {
  for (const child of running) killGroup(child);
});
for (const [signal, code] of [['SIGTERM', 143], ['SIGHUP', 129]] as const) process.once(
  signal,
  () => process.exit(code),
);

/**
 * Finds a program, also in the folders of system programs that an ordinary user's PATH leaves out.
 *
 * @throws an Error that names the Debian package; a peer that is missing is a failure, never a skip.
 */
export function findProgram(name: string, debianPackage: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const file = path.join(folder, name);
    if (folder !== '' && fs.existsSync(file)) return file;
  }
  throw new Error(`MISSING PEER: ${name} is not installed. Install it: apt-get install ${debianPackage}`);
}

/** Runs a command line to its end. @throws when it can't be started or takes longer than the limit. */
export async function run(commandLine: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const started = performance.now();
  const child = begin(commandLine, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const limitMs = options.limitMs ?? 60_000;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child);
  }, limitMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (late) throw new Error(`${commandLine.join(' ')} did not end within ${limitMs} ms\n${stdout}\n${stderr}`);
  return { code, stdout, stderr, wallMs: performance.now() - started };
}

/** Runs a command line that has to succeed and gives what it printed. */
export async function runWell(commandLine: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(commandLine, options);
  if (code !== 0) throw new Error(`${commandLine.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

/**
 * Starts a program and waits until it is ready.
 *
 * @param ready asked again and again with the program; true ends the wait.
 * @throws what the program printed, when it ends first or is not ready within 20 s.
 */
export async function start(
  commandLine: readonly string[],
  ready: (program: Program) => boolean,
  options: RunOptions = {},
): Promise<Program> {
  const child = begin(commandLine, options);
  let printed = '';
  let over: string | undefined;
  const closed = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      over ??= error.message;
      resolve();
    });
    child.once('close', (code, signal) => {
      over ??= `it ended with ${code ?? signal}`;
      resolve();
    });
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const program: Program = {
    pid: child.pid ?? 0,
    output: () => printed,
    stop: async () => {
      killGroup(child);
      await closed;
    },
  };
  const limitMs = options.limitMs ?? 20_000;
  const started = performance.now();
  while (over === undefined && performance.now() - started < limitMs) {
    if (ready(program)) return program;
    await sleep(20);
  }
  await program.stop();
  throw new Error(`${commandLine.join(' ')} did not become ready: ${over ?? `waited ${limitMs} ms`}\n${printed}`);
}

/**
 * True when something in the network namespace of the program listens on the port.
 *
 * @param address only at this IPv4 address; any without.
 */
export function listensOn(port: number, protocol: 'tcp' | 'udp' = 'tcp', address?: string): (program: Program) => boolean {
  // proc(5): the address is written as the machine's own 32-bit number, so its bytes stand in reverse.
  const bytes = address?.split('.').toReversed().map((byte) => Number(byte).toString(16).toUpperCase().padStart(2, '0'));
  const wanted = `${bytes?.join('') ?? ''}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  // proc(5): `0A` is TCP's LISTEN; a UDP socket that is bound and not connected has `07`.
  const state = protocol === 'tcp' ? '0A' : '07';
  return ({ pid }) =>
    [protocol, `${protocol}6`].some((table) => {
      try {
        const lines = fs.readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1);
        return lines.some((line) => {
          const [, local, , socketState] = line.trim().split(/\s+/);
          return local?.endsWith(wanted) === true && socketState === state;
        });
      } catch {
        return false;
      }
    });
}

function begin(commandLine: readonly string[], { environment }: RunOptions): ChildProcess {
  const [file = '', ...args] = commandLine;
  const child = spawn(file, args, {
    // A group of its own, so that helpers of the program end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment ?? { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
