import { spawn } from 'node:child_process';
import { letOthersGoFirst } from '../gentle-child.ts';
import { deepestCode, deepestMessage } from '../network-failure.ts';
import { ownTurn } from '../own-turn.ts';
import type { CommandResult, RunCommand } from './machine.ts';

/** More output than this from a settings command is no settings. */
const maxOutputBytes = 4_194_304;

/**
 * Runs a program with standard input closed and in a process group of its own, so that at the limit everything it
 * started goes with it (a login shell starts agents and prompts).
 */
export const runCommand: RunCommand = async (command, args, { environment, directory, timeoutMs, signal }) => {
  // Starting a program holds the thread for some ms, and a dozen are started at once.
  await ownTurn();
  return new Promise<CommandResult>((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      env: environment as NodeJS.ProcessEnv,
      cwd: directory,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: ownGroup,
      windowsHide: true,
    });
    letOthersGoFirst(child, ownGroup);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let settled = false;

    const kill = (): void => {
      try {
        if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It was gone already.
      }
    };
    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      act();
    };
    const finish = (result: Omit<CommandResult, 'stdout'>): void =>
      settle(() => resolve({ ...result, stdout: Buffer.concat(chunks).toString('utf8') }));
    const onAbort = (): void => {
      kill();
      settle(() => reject(signal.reason as Error));
    };
    const timer = setTimeout(() => {
      kill();
      finish({ exitCode: null, failure: 'timeout' });
    }, timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });

    child.on('error', (error) => {
      const code = deepestCode(error);
      if (code === 'ENOENT') finish({ exitCode: null, failure: 'missing' });
      else finish({ exitCode: null, failure: 'failed', reason: deepestMessage(error) });
    });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxOutputBytes) chunks.push(chunk);
      else {
        kill();
        finish({ exitCode: null, failure: 'failed', reason: 'too much output' });
      }
    });
    // `close` waits for every holder of the pipe; a background job of a shell's start file would keep it open.
    child.on('exit', (exitCode) => {
      setTimeout(() => finish({ exitCode }), child.stdout.readableEnded ? 0 : 50).unref();
    });
    child.on('close', (exitCode) => finish({ exitCode }));
  });
};
