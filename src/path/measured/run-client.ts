import { spawn, type ChildProcess } from 'node:child_process';
import { deepestMessage } from '../network-failure.ts';

/** How a started client ended. */
export interface ClientRun {
  /** `limit`: it was ended when its time was up. `missing`: it could not be started. */
  ended: 'itself' | 'limit' | 'missing';
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface ClientRunOptions {
  environment: Readonly<Record<string, string>>;
  directory: string;
  limitMs: number;
  signal: AbortSignal;
  /** False when whoever started this process ends its group. */
  ownGroup?: false;
}

/** What a client wrote just before its end is waited for this long, in ms. */
const lastWordsMs = 2_000;

/** More words than this are not kept. */
const maxSaidChars = 64 * 1024;

/**
 * Starts a program without a shell and without standard input, in a process group of its own, and ends all of it when
 * the time is up.
 *
 * @throws only the signal's reason.
 */
export async function runClient(file: string, args: readonly string[], options: ClientRunOptions): Promise<ClientRun> {
  options.signal.throwIfAborted();
  const ownGroup = options.ownGroup !== false && process.platform !== 'win32';
  const child = spawn(file, args, {
    env: options.environment,
    cwd: options.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
    windowsHide: true,
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] = (said[name] + text).slice(0, maxSaidChars);
    });
  }
  let ended: ClientRun['ended'] = 'itself';
  const end = (): void => {
    if (child.pid === undefined) return;
    try {
      if (ownGroup) process.kill(-child.pid, 'SIGKILL');
      else if (process.platform !== 'win32') child.kill('SIGKILL');
      else endTree(child);
    } catch {
      // It was gone already.
    }
  };
  const timer = setTimeout(() => {
    ended = 'limit';
    end();
  }, options.limitMs);
  options.signal.addEventListener('abort', end, { once: true });
  try {
    const exitCode = await new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        ended = 'missing';
        said.stderr = deepestMessage(error);
        resolve(null);
      });
      child.once('exit', (code) => {
        // Whoever it started may hold its pipes; they go with the group.
        if (ownGroup) end();
        setTimeout(() => resolve(code), lastWordsMs).unref();
      });
      child.once('close', resolve);
    });
    options.signal.throwIfAborted();
    return { ended, exitCode, ...said };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', end);
  }
}

/** Windows has no groups; its own program ends a process with its children. */
function endTree(child: ChildProcess): void {
  const options = { stdio: 'ignore', windowsHide: true } as const;
  spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], options).on('error', () => child.kill());
}
