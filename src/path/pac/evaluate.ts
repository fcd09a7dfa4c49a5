import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { domainToASCII } from 'node:url';
import { DeadlineError, withDeadline } from '../deadline.ts';
import { pacChildProgram, type PacJob, type PacTold } from './child-program.ts';

/** How a PAC script ended for one URL. */
export type PacRun = { names: readonly PacName[] } & (
  | { outcome: 'returned'; text: string }
  /** `line` is 1-based; null where it is not known. */
  | { outcome: 'not-loaded' | 'threw'; message: string; line: number | null }
  /** `message` is the kind of value it returned. */
  | { outcome: 'no-text'; message: string }
  | { outcome: 'too-slow' }
  | { outcome: 'crashed' }
  /** The child process could not be started, or told nothing that makes sense. */
  | { outcome: 'unknown' }
);

/** A name that the script asked for, and what it was told. */
export interface PacName {
  name: string;
  addresses: readonly string[];
}

export interface PacEvaluation {
  script: string;
  /** As the script is given it; see `urlForPac`. */
  url: URL;
  /** Addresses of a name, best first; none when it does not resolve. Never rejects but for `signal`. */
  lookup(name: string): Promise<readonly string[]>;
  /** This machine's own addresses, best first. */
  own: readonly string[];
  /** For everything, look-ups included, in ms. */
  limitMs: number;
  signal: AbortSignal;
}

/** A script that asks for one name after the other is run again for each; so many rounds have no end in sight. */
const maxRounds = 8;
/** Look-ups are made in a stranger's name: no more than this for one URL. */
const maxNames = 24;
/** A PAC script may have 1 MB, and has no reason to hold much more. */
export const pacChildFlags = ['--max-old-space-size=64', '--max-semi-space-size=4', '--no-warnings'];
const maxOutputBytes = 262_144;

/**
 * Runs a PAC script in a process of its own and asks it for one URL. A thread would not do: single built-in functions
 * can't be interrupted there (`[].includes.call({length: 2 ** 53})` goes on for ever), and one large allocation ends
 * the whole process with it (measured, Node 24.21). The child has no environment, no arguments and little memory, gets
 * no network from us, and is killed when its time is up.
 *
 * @param runJob runs one round; a child process of its own, but for a fuzzer that has no time for a million of them.
 * @throws only the signal's reason, when it is aborted.
 */
export async function evaluatePac(evaluation: PacEvaluation, runJob: RunPacJob = runChild): Promise<PacRun> {
  const { script, url, lookup, own, limitMs, signal } = evaluation;
  const ends = performance.now() + limitMs;
  const names = new Map<string, readonly string[]>();
  const finish = (run: DistributiveOmit<PacRun, 'names'>): PacRun => ({
    ...run,
    names: [...names].map(([name, addresses]) => ({ name, addresses })),
  });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  for (let round = 0; round < maxRounds; round++) {
    signal.throwIfAborted();
    const job: PacJob = { script, url: url.href, host, names: Object.fromEntries(names), own };
    const told = await runJob(job, ends - performance.now(), signal);
    if (typeof told === 'string') return finish({ outcome: told });
    if (!('asked' in told)) return finish(ending(told));
    const fresh = told.asked.filter((name) => !names.has(name)).slice(0, maxNames - names.size);
    if (fresh.length === 0) break;
    try {
      const found = await withDeadline('looking up names', Math.max(0, ends - performance.now()), signal, () =>
        Promise.all(fresh.map((name) => addressesOf(name, lookup))),
      );
      fresh.forEach((name, index) => names.set(name, found[index] ?? []));
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      for (const name of fresh) names.set(name, []);
      return finish({ outcome: 'too-slow' });
    }
  }
  return finish({ outcome: 'unknown' });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * The URL as a script is given it: without user information and fragment, and of an https URL scheme, host and port
 * alone, so that a script does not learn what is asked for (net/proxy_resolution/configured_proxy_resolution_service.cc
 * SanitizeUrl).
 */
export function urlForPac(url: URL): URL {
  const shown = new URL(url.href);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  if (shown.protocol === 'https:' || shown.protocol === 'wss:') {
    shown.pathname = '/';
    shown.search = '';
  }
  return shown;
}

function ending(told: Exclude<PacTold, { asked: unknown }>): DistributiveOmit<PacRun, 'names'> {
  if ('threw' in told) {
    return { outcome: told.when === 'load' ? 'not-loaded' : 'threw', message: told.threw, line: told.line };
  }
  if (told.returned === null) return { outcome: 'no-text', message: told.kind };
  // Chromium takes no other characters (proxy_resolver_v8.cc ResolveProxy).
  if (/[^\u0000-\u007f]/.test(told.returned)) return { outcome: 'no-text', message: 'string' };
  return { outcome: 'returned', text: told.returned };
}

async function addressesOf(name: string, lookup: PacEvaluation['lookup']): Promise<readonly string[]> {
  // What can't be a name is not asked for; the resolver would read more than a name into it.
  const ascii = /[^\u0000-\u007f]/.test(name) ? domainToASCII(name) : name;
  if (!/^[\w.:-]{1,253}$/.test(ascii)) return [];
  return (await lookup(ascii)).filter((address) => /^[\da-f.:]+$/i.test(address));
}

/** What a round ended with: what the child told, or how it ended without. */
export type PacJobEnd = PacTold | 'too-slow' | 'crashed' | 'unknown';

export type RunPacJob = (job: PacJob, limitMs: number, signal: AbortSignal) => Promise<PacJobEnd>;

async function runChild(job: PacJob, limitMs: number, signal: AbortSignal): Promise<PacJobEnd> {
  if (limitMs <= 0) return 'too-slow';
  return new Promise<PacJobEnd>((resolve, reject) => {
    const child = spawn(process.execPath, [...pacChildFlags, ...permissionFlags(), '-e', pacChildProgram], {
      env: bareEnvironment(),
      cwd: tmpdir(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let output = Buffer.alloc(0);
    let late = false;
    const stop = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, limitMs);
    signal.addEventListener('abort', stop, { once: true });
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      act();
    };
    child.stdout.on('data', (chunk: Buffer) => {
      output = Buffer.concat([output, chunk]);
      if (output.length > maxOutputBytes) stop();
    });
    // A child that is gone before it has read tells so by its end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(job));
    child.once('error', () => settle(() => resolve('unknown')));
    child.once('close', (code) =>
      settle(() => {
        if (signal.aborted) reject(signal.reason as Error);
        else if (late) resolve('too-slow');
        // Out of memory ends Node by a signal, and on Windows with a code of its own.
        else if (code !== 0) resolve('crashed');
        else resolve(toldBy(output.toString('utf8')) ?? 'unknown');
      }),
    );
  });
}

/** Electron's executable is Node only when told so. Windows needs its folder to make random numbers. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const folder = process.env['SystemRoot'];
  return {
    ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
    ...(process.platform === 'win32' && folder !== undefined && { SystemRoot: folder }),
    // Dates and hours are compared with the clock on the wall.
    ...(process.env['TZ'] !== undefined && { TZ: process.env['TZ'] }),
  };
}

/** Node's own wall against files, processes and threads, where this Node has it (nodejs.org/api/permissions.html). */
export function permissionFlags(): string[] {
  if (process.versions['electron'] !== undefined) return [];
  const names = ['--permission', '--experimental-permission'];
  const found = names.find((name) => process.allowedNodeEnvironmentFlags.has(name));
  return found === undefined ? [] : [found];
}

/** What the child says is a stranger's text: it is taken only in the shape it should have. */
export function toldBy(output: string): PacTold | undefined {
  let told: Partial<Record<'asked' | 'returned' | 'kind' | 'threw' | 'line' | 'when', unknown>>;
  try {
    const value: unknown = JSON.parse(output);
    if (typeof value !== 'object' || value === null) return undefined;
    told = value;
  } catch {
    return undefined;
  }
  const { asked, returned, kind, threw, line, when } = told;
  if (Array.isArray(asked) && asked.every((one): one is string => typeof one === 'string')) return { asked };
  if (typeof returned === 'string') return { returned };
  if (returned === null && typeof kind === 'string') return { returned, kind };
  if (typeof threw !== 'string') return undefined;
  // The engine says line 0 of a template that ends in a backslash, and a script can say anything.
  const known = typeof line === 'number' && Number.isSafeInteger(line) && line > 0;
  return { threw, line: known ? line : null, when: when === 'load' ? 'load' : 'call' };
}
