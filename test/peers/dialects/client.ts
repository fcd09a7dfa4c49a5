/** A real client that cases are played to, and where it is installed. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Case, Pace } from './cases.ts';

export const run = promisify(execFile);

/** Outside the tree: what was installed once is used again. */
export const cache = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'),
  'gatehouse',
  'peers',
);

/** The folder of the programs that send one request with a library. */
export const programs = fileURLToPath(new URL('programs', import.meta.url));

/** A real client, ready to be played cases. */
export interface Client {
  /** Dialect and version to compare with, such as `curl@7.88.1`. */
  spec: string;
  /**
   * `worker`: one process; a case as a JSON line on standard input, a JSON string on standard output when its request
   * has ended. `spawn`: a process a case, with the case's environment; `{url}` in an argument, or the last argument, is
   * the URL.
   */
  kind: 'worker' | 'spawn';
  command: readonly string[];
  /** Variables every case of this client has, seen by the dialect too. */
  environment?: Readonly<Record<string, string>>;
  /** Variables that only make it run here, such as a path; the dialect does not see them. */
  plumbing?: Readonly<Record<string, string>>;
  /** Fewer cases for a client that takes long to start. */
  pace?: Pace;
  /** Ms to wait after a case for what is still on its way; 4 without. */
  settleMs?: number;
}

/** A toolchain that these tests do not install by themselves: its client is skipped, which counts as nothing. */
export class MissingToolchainError extends Error {}

/** A difference that is known and meant, with its reason. */
export interface KnownDifference {
  /** How the client's spec begins. */
  client: string;
  /** @param found what was seen: `direct`, `3101 connect`, `3101 tls`, `error` */
  matches(one: Case, found: string): boolean;
  reason: string;
}

/**
 * Clients whose installing, building or starting takes minutes: played only when GATEHOUSE_ALL_CLIENTS=1 asks for them.
 */
export function onRequest(clients: ClientFamily['clients']): ClientFamily['clients'] {
  return process.env['GATEHOUSE_ALL_CLIENTS'] === '1' ? clients : {};
}

/** Clients by title; each is installed into the cache where it is not on the machine, and may fail to be. */
export interface ClientFamily {
  clients: Readonly<Record<string, () => Promise<Client>>>;
  known?: readonly KnownDifference[];
}

/** Installs an npm package outside the tree. @returns its folder. */
export async function npmPackage(name: string, version: string, beside: readonly string[] = []): Promise<string> {
  const prefix = path.join(cache, `npm-${name.replace(/[@/]+/g, '-')}-${version}`);
  const folder = path.join(prefix, 'node_modules', ...name.split('/'));
  if ((await packageVersion(folder).catch(() => '')) !== version) {
    await fs.mkdir(prefix, { recursive: true });
    await fs.writeFile(path.join(prefix, 'package.json'), '{"private":true}');
    const options = ['--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', ...options, `${name}@${version}`, ...beside], { cwd: prefix });
  }
  return folder;
}

export async function packageVersion(folder: string): Promise<string> {
  return (JSON.parse(await fs.readFile(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** True when `file` exists and is newer than `than`. */
export async function isNewer(file: string, than: string): Promise<boolean> {
  try {
    return (await fs.stat(file)).mtimeMs > (await fs.stat(than)).mtimeMs;
  } catch {
    return false;
  }
}
