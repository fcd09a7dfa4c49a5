import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { deepestCode, plainText } from '../../path/network-failure.ts';
import type { Routing } from '../routing.ts';
import { lease, type Attached, type AttachOptions } from './attach.ts';
import { parseProcessLine, type ShimProcessConfiguration, type ShimProcessLine } from './configuration.ts';
import { ControlConnection } from './control-connection.ts';
import { maskedLine } from './log-file.ts';
import { jsonLine, readJsonLines } from './message-lines.ts';
import { controlVersion, type Greeting } from './messages.ts';
import { processEnvironment } from './process-environment.ts';
import { isOlderRelease } from './releases.ts';
import { ShimError } from './shim-problem.ts';
import { makeStateFolder, thisPlace } from './state-folder.ts';

export interface StartOptions extends AttachOptions, Pick<ShimProcessConfiguration, 'endpoint' | 'clocks' | 'limits' | 'newPort' | 'journal'> {
  /** As `stateFolderOf` says it. */
  stateFolder: string;
  /** The built `shim.js`. */
  program: string;
  /** Of this package; an older shim is retired. */
  release: string;
  routing: Routing;
  /** In place of this process's own. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Options of the runtime in front of the program. */
  execArgv?: readonly string[];
}

export interface Started {
  attached: Attached;
  /** True where this call has started the process. */
  started: boolean;
  /** Where tokens that were no good have been put: addresses that were given before don't work any more. */
  setAside?: string;
}

/** How long the process may take until it listens, in ms. */
const readyMs = 10_000;
/** Several windows that start and retire at one moment settle within, in ms. */
const settleMs = 30_000;
/** Of what the process says before it is ready, in characters. */
const maxStderrChars = 2_000;

/**
 * Attaches to the shim of this user and machine, and starts it where there is none. Callers that do so in one moment end
 * up at one shim. One of an older release is retired: it gives its port back, and what runs through it goes on.
 *
 * @throws ShimError with what is wrong and what to do; PortTakenError when the port it keeps is somebody else's.
 */
export async function startOrAttach(options: StartOptions): Promise<Started> {
  const { stateFolder, release, signal, holder, label, routing, answerMs } = options;
  await makeStateFolder(stateFolder, thisPlace());
  let line: ShimProcessLine | undefined;
  for (const end = performance.now() + settleMs; performance.now() < end; ) {
    signal?.throwIfAborted();
    const attached = await attachOrRetire(stateFolder, release, { holder, label, routing, ...(signal && { signal }), ...(answerMs !== undefined && { answerMs }) });
    if (attached) {
      const mine = line !== undefined && 'pid' in line && line.pid === attached.greeting.pid;
      return { attached, started: mine, ...(mine && line && 'setAside' in line && line.setAside !== undefined && { setAside: line.setAside }) };
    }
    line = await startProcess(options);
    if ('problem' in line) throw ShimError.of(line.problem);
    // The other one may be of an older release that is retiring just now.
    if ('already' in line) await sleep(50);
  }
  throw new ShimError('NOT_READY', stateFolder, String(settleMs / 1_000));
}

/** Undefined when there is none, or none any more. */
async function attachOrRetire(stateFolder: string, release: string, terms: AttachOptions): Promise<Attached | undefined> {
  const connection = await ControlConnection.open(stateFolder, terms.signal, terms.answerMs);
  if (!connection) return undefined;
  try {
    switch (standing(connection.greeting, release)) {
      case 'newer':
        throw new ShimError('NEWER', connection.greeting.release);
      case 'older':
        await connection.request({ type: 'retire' });
        connection.close();
        return undefined;
      case 'same': {
        const { holder, label, routing } = terms;
        return await lease(connection, { holder, label, ...(routing && { routing }) });
      }
    }
  } catch (error) {
    connection.close();
    // It has begun to end since it greeted.
    if (error instanceof ShimError && (error.code === 'ENDING' || error.code === 'LOST')) return undefined;
    throw error;
  }
}

/**
 * What to do about a shim. `same`: it is used, also where its release is newer but its messages are the same; `newer`:
 * this side is too old to speak to it, and must not take its place, or two editors would retire each other for ever. Pure.
 */
export function standing({ version, release: theirs }: Pick<Greeting, 'version' | 'release'>, ours: string): 'same' | 'older' | 'newer' {
  if (version > controlVersion) return 'newer';
  return version < controlVersion || isOlderRelease(theirs, ours) ? 'older' : 'same';
}

/** Starts the process and waits for its line; then lets go of it, so that it outlives this one. */
async function startProcess(options: StartOptions): Promise<ShimProcessLine> {
  const { stateFolder, program, release, routing, endpoint, newPort, clocks, limits, journal, environment = process.env, execArgv = [], signal } = options;
  const child = spawn(process.execPath, [...execArgv, program], {
    cwd: stateFolder,
    env: processEnvironment(environment),
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const configuration: ShimProcessConfiguration = {
    stateFolder,
    release,
    routing,
    ...(endpoint && { endpoint }),
    ...(newPort && { newPort }),
    ...(clocks && { clocks }),
    ...(limits && { limits }),
    ...(journal && { journal }),
  };
  child.stdin.on('error', () => undefined);
  child.stdin.end(jsonLine(configuration));
  try {
    return await firstLine(child, stateFolder, signal);
  } catch (error) {
    // One that was given up by its caller may be others' by now; without a lease it ends by itself.
    if (!signal?.aborted) child.kill('SIGKILL');
    throw error;
  } finally {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    child.unref();
  }
}

function firstLine(child: ChildProcess, stateFolder: string, signal: AbortSignal | undefined): Promise<ShimProcessLine> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    const timer = setTimeout(() => reject(new ShimError('NOT_READY', stateFolder, String(readyMs / 1_000))), readyMs);
    const abort = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', abort, { once: true });
    const over = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => void (stderr = (stderr + text).slice(-maxStderrChars)));
    if (child.stdout) {
      readJsonLines(child.stdout, (message) => {
        over();
        const line = parseProcessLine(message);
        if (line) resolve(line);
        else reject(new ShimError('NOT_STARTED', stateFolder, 'it said something unknown'));
      });
    }
    child.once('error', (error) => {
      over();
      reject(new ShimError('NOT_STARTED', stateFolder, deepestCode(error)));
    });
    // Its output is read to the end first.
    child.once('close', (code, signalName) => {
      over();
      reject(new ShimError('NOT_STARTED', stateFolder, `${signalName ?? code}${saidOf(stderr)}`));
    });
  });
}

/** Of what a runtime says when it ends, the line that says why; without what could be a secret. */
function saidOf(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const line = lines.find((one) => /^\w*Error\b/.test(one)) ?? lines.at(-1) ?? '';
  return line === '' ? '' : `: ${plainText(maskedLine(line), 300)}`;
}
