import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { t } from '@vscode/l10n';
import { plainText } from '../path/network-failure.ts';
import { valueIn } from '../shim/environment/nested.ts';
import { windowsCandidates, windowsStart } from './windows-command.ts';

/** A program that runs in this terminal. */
export interface ChildProgram {
  /** Sends a signal on, for as long as it runs. */
  signal(name: NodeJS.Signals): void;
  /** As shells count: its exit code, or 128 and the number of the signal that ended it. */
  readonly code: Promise<number>;
}

/** A program that could not be started: 127 where there is none, 126 where it can't be run. */
export class StartError extends Error {
  readonly exitCode: 126 | 127;

  constructor(message: string, exitCode: 126 | 127) {
    super(message);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

/**
 * Starts a program with this process's own streams and no shell between.
 *
 * @throws StartError
 */
export async function startProgram(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
  platform: NodeJS.Platform,
): Promise<ChildProgram> {
  const [name, ...args] = command;
  const start =
    platform === 'win32'
      ? windowsStart(findOnWindows(name, environment), args, valueIn(environment, 'ComSpec', 'win32') ?? 'cmd.exe')
      : { file: name, args, verbatim: false };
  const child = await spawned(name, () =>
    spawn(start.file, start.args, { env: environment, stdio: 'inherit', shell: false, windowsVerbatimArguments: start.verbatim }),
  );
  return {
    signal: (signal) => void child.kill(signal),
    code: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0)));
    }),
  };
}

async function spawned(name: string, start: () => ChildProcess): Promise<ChildProcess> {
  try {
    const child = start();
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return child;
  } catch (error) {
    throw startError(name, error);
  }
}

function startError(name: string, error: unknown): StartError {
  const shown = plainText(name, 200);
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT') return new StartError(t('There is no program "{0}" here. Check its name, and PATH.', shown), 127);
  if (code === 'EACCES') return new StartError(t('"{0}" can not be run: it is no program, or this user may not start it.', shown), 126);
  return new StartError(t('"{0}" could not be started ({1}).', shown, plainText(typeof code === 'string' ? code : String(error), 200)), 126);
}

/** The first file that is there; the name as it is where none is, so that starting it says so. */
function findOnWindows(name: string, environment: Readonly<Record<string, string>>): string {
  const [path, pathExt] = [valueIn(environment, 'PATH', 'win32'), valueIn(environment, 'PATHEXT', 'win32')];
  const candidates = windowsCandidates(name, path ?? '', pathExt ?? '.COM;.EXE;.BAT;.CMD');
  return candidates.find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true) ?? name;
}
