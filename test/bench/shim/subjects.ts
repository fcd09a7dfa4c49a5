/** The proxies that are measured, each in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as net from 'node:net';
import * as path from 'node:path';
import { execFileSync } from 'node:child_process';
import { cached } from '../../workbench/cache.js';

const here = import.meta.dirname;
const proxyChainVersion = '2.7.1';

export interface Subject {
  name: string;
  /** Undefined for `direct`. */
  port?: number;
  /** The processes whose work counts. */
  pids: () => number[];
  authorization?: string;
  stop(): void;
}

export interface Origin {
  raw: number;
  web: number;
  stop(): void;
}

export function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const end = text.indexOf('\n');
      if (end !== -1) resolve(text.slice(0, end));
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    child.once('error', reject);
  });
}

async function nodeSubject(name: string, args: readonly string[]): Promise<Subject> {
  const child = spawn(process.execPath, ['--no-warnings', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = JSON.parse(await firstLine(child, name)) as { port: number; authorization?: string };
  return { name, ...said, pids: () => [child.pid as number], stop: () => child.kill('SIGKILL') };
}

export async function startOrigin(): Promise<Origin> {
  const child = spawn(process.execPath, [path.join(here, 'origin.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ports = JSON.parse(await firstLine(child, 'origin')) as { raw: number; web: number };
  return { ...ports, stop: () => child.kill('SIGKILL') };
}

export const direct: Subject = { name: 'direct', pids: () => [], stop: () => undefined };

/** Each starts its subject; one that is not on this machine says why instead. */
export const starters: Readonly<Record<string, () => Promise<Subject>>> = {
  shim: () => nodeSubject('shim', [path.join(here, 'shim-process.ts')]),
  splice: () => nodeSubject('splice', [path.join(here, 'minimal-splice.cjs')]),
  'proxy-chain': async () => nodeSubject('proxy-chain', [path.join(here, 'proxy-chain.cjs'), await proxyChain()]),
  tinyproxy: () => native('tinyproxy', (port, folder) => {
    const file = path.join(folder, 'tinyproxy.conf');
    fs.writeFileSync(file, `Port ${port}\nListen 127.0.0.1\nTimeout 600\nMaxClients 2000\nLogLevel Critical\nAllow 127.0.0.1\n`);
    return ['tinyproxy', ['-d', '-c', file]];
  }),
  squid: () => native('squid', (port, folder) => {
    const file = path.join(folder, 'squid.conf');
    fs.writeFileSync(file, [`http_port 127.0.0.1:${port}`, 'http_access allow all', 'cache deny all', 'access_log none', `cache_log ${folder}/cache.log`, `pid_filename ${folder}/pid`, `coredump_dir ${folder}`, 'shutdown_lifetime 0 seconds', 'max_filedescriptors 8192', ''].join('\n'));
    fs.chmodSync(folder, 0o777);
    return ['/usr/sbin/squid', ['-N', '-f', file]];
  }),
  mitmproxy: () => native('mitmproxy', (port, folder) => ['mitmdump', ['-q', '--listen-host', '127.0.0.1', '-p', String(port), '--set', `confdir=${folder}`, '--ignore-hosts', '.*']]),
};

async function proxyChain(): Promise<string> {
  return cached(`bench-proxy-chain-${proxyChainVersion}`, async (folder) => {
    fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `proxy-chain@${proxyChainVersion}`], { cwd: folder, stdio: 'ignore' });
  });
}

async function native(name: string, command: (port: number, folder: string) => [string, string[]]): Promise<Subject> {
  const port = await freePort();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `bench-${name}-`));
  const [program, args] = command(port, folder);
  const child = spawn(program, args, { stdio: 'ignore' });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  failed.catch(() => undefined);
  await Promise.race([failed, listening(port)]);
  return {
    name,
    port,
    pids: () => [child.pid as number],
    stop: () => {
      child.kill('SIGKILL');
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it does not listen');
}

/** Seconds of work of these processes so far (proc(5): utime and stime in ticks of 10 ms). */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

/** What these processes hold in memory, in KiB. */
export function residentKiB(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0), 0);
}
