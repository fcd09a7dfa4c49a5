import { t } from '@vscode/l10n';
import { deepestMessage } from '../network-failure.ts';
import type { EditorSetting, EnvironmentSnapshot, ProxySettings, UnreadableSource } from '../proxy-settings.ts';
import { runCommand } from './command.ts';
import { readCurl } from './curl.ts';
import { readGit } from './git.ts';
import { readLoginShell } from './login-shell.ts';
import type { Machine, ReadText, RunCommand, SystemReading, ToolReading } from './machine.ts';
import { readNpm } from './npm.ts';
import { readPip } from './pip.ts';
import { readSystem } from './system.ts';
import { readTextFile } from './text-file.ts';
import { networkVariables } from './variables.ts';

export interface GatherOptions {
  /** This process's environment. */
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homeDirectory: string;
  signal: AbortSignal;
  /** Longest time one command may take, in ms; the login shell never gets more than 5 s. */
  timeoutMs: number;
  /** The editor's settings, inside an editor. */
  editor?: readonly EditorSetting[];
  /** Environments only the caller knows: the integrated terminal's, the extension host's. */
  environments?: readonly EnvironmentSnapshot[];
  /** For tests. */
  run?: RunCommand;
  /** For tests. */
  readFile?: ReadText;
}

/** Tools whose own configuration can set a proxy: one file each in this folder. */
const tools: readonly { name: string; read(machine: Machine): Promise<ToolReading> }[] = [
  { name: 'git', read: readGit },
  { name: 'npm', read: readNpm },
  { name: 'pip', read: readPip },
  { name: 'curl', read: readCurl },
];

/**
 * Reads every place of this machine that can set a proxy, all at once. What can't be read is listed in `unreadable`.
 *
 * @throws only the signal's reason, when it is aborted.
 */
export async function gatherProxySettings(options: GatherOptions): Promise<ProxySettings> {
  options.signal.throwIfAborted();
  const machine: Machine = {
    platform: options.platform,
    environment: options.environment,
    homeDirectory: options.homeDirectory,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    run: options.run ?? runCommand,
    readFile: options.readFile ?? readTextFile,
  };
  const [loginShell, system, ...readings] = await Promise.all([
    guard(options.signal, () => readLoginShell(machine), (reason): EnvironmentSnapshot => ({
      context: 'login-shell', obtained: 'unavailable', reason, variables: {},
    })),
    guard(options.signal, () => readSystem(machine), (reason): SystemReading => ({
      system: { store: 'none', mode: 'unknown', bypass: [] },
      unreadable: [{ where: t('system proxy settings'), reason }],
    })),
    ...tools.map((tool) =>
      guard(options.signal, () => tool.read(machine), (reason): ToolReading => ({
        settings: [], unreadable: [{ where: tool.name, reason }],
      })),
    ),
  ]);
  const own: EnvironmentSnapshot = {
    context: 'this-process',
    obtained: 'read',
    variables: networkVariables(options.environment),
  };
  const unreadable: UnreadableSource[] = [...system.unreadable, ...readings.flatMap((reading) => reading.unreadable)];
  return {
    platform: options.platform,
    environments: [
      own,
      ...(options.environments ?? []).map((snapshot) => ({
        ...snapshot,
        variables: networkVariables(snapshot.variables),
      })),
      ...(loginShell ? [loginShell] : []),
    ],
    ...(options.editor ? { editor: options.editor } : {}),
    tools: readings.flatMap((reading) => reading.settings),
    system: system.system,
    unreadable,
  };
}

/** One source that fails in a way nobody thought of must not lose the others. */
async function guard<T>(signal: AbortSignal, work: () => Promise<T>, instead: (reason: string) => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    return instead(deepestMessage(error));
  }
}
