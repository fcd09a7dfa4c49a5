import { t } from '@vscode/l10n';
import { deepestMessage } from '../network-failure.ts';
import type { EditorSetting, EnvironmentSnapshot, ProxySettings, UnreadableSource } from '../proxy-settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { readAider } from './agents/aider.ts';
import { readClaudeCode } from './agents/claude-code.ts';
import { readCodex } from './agents/codex.ts';
import { readContinue } from './agents/continue.ts';
import { readGeminiCli } from './agents/gemini-cli.ts';
import { readOpencode } from './agents/opencode.ts';
import { readCargo } from './cargo.ts';
import { runCommand } from './command.ts';
import { readConda } from './conda.ts';
import { readCurl } from './curl.ts';
import { readDevcontainer } from './devcontainer.ts';
import { readDocker } from './docker.ts';
import { readFolderEnv } from './folder-env.ts';
import { readGit } from './git.ts';
import { readGradle } from './gradle.ts';
import { readLoginShell } from './login-shell.ts';
import type { Machine, ReadText, RunCommand, SystemReading, ToolReading } from './machine.ts';
import { readMaven } from './maven.ts';
import { readNpm } from './npm.ts';
import { readPip } from './pip.ts';
import { readNetworkingMode, readSurroundings } from './surroundings.ts';
import { readSystem } from './system.ts';
import { readTextFile } from './text-file.ts';
import { networkVariables } from './variables.ts';
import { readWget } from './wget.ts';
import { readWindowsSide } from './windows-side.ts';
import { readYarn } from './yarn.ts';

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
  /** Folders whose own files (`.env`, agents' settings) are read too: those the user trusts, or works in. */
  folders?: readonly string[];
  /** For tests. */
  run?: RunCommand;
  /** For tests. */
  readFile?: ReadText;
}

/** A program whose own files are read. */
interface Source {
  name: string;
  read(machine: Machine): Promise<ToolReading>;
}

/** Tools whose own configuration can set a proxy: one file each in this folder. */
const tools: readonly Source[] = [
  { name: 'git', read: readGit },
  { name: 'npm', read: readNpm },
  { name: 'pip', read: readPip },
  { name: 'curl', read: readCurl },
  { name: 'wget', read: readWget },
  { name: 'cargo', read: readCargo },
  { name: 'gradle', read: readGradle },
  { name: 'maven', read: readMaven },
  { name: 'docker', read: readDocker },
  { name: 'yarn', read: readYarn },
  { name: 'conda', read: readConda },
];

/** Programs whose files speak for themselves alone, the open folder's `.env` and devcontainer.json among them. */
const agents: readonly Source[] = [
  { name: 'claude-code', read: readClaudeCode },
  { name: 'codex', read: readCodex },
  { name: 'continue', read: readContinue },
  { name: 'gemini-cli', read: readGeminiCli },
  { name: 'opencode', read: readOpencode },
  { name: 'aider', read: readAider },
  { name: '.env', read: readFolderEnv },
  { name: 'devcontainer.json', read: readDevcontainer },
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
    folders: options.folders ?? [],
  };
  const [loginShell, outside, system, ...readings] = await Promise.all([
    guard(options.signal, () => readLoginShell(machine), (reason): EnvironmentSnapshot => ({
      context: 'login-shell', obtained: 'unavailable', reason, variables: {},
    })),
    guard(options.signal, () => readOutside(machine), (reason): Outside => ({
      surroundings: {},
      unreadable: [{ where: t('the surroundings of this process'), reason }],
    })),
    guard(options.signal, () => readSystem(machine), (reason): SystemReading => ({
      system: { store: 'none', mode: 'unknown', bypass: [] },
      unreadable: [{ where: t('system proxy settings'), reason }],
    })),
    ...[...tools, ...agents].map((tool) =>
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
  const unreadable: UnreadableSource[] = [...outside.unreadable, ...system.unreadable, ...readings.flatMap((reading) => reading.unreadable)];
  return {
    platform: options.platform,
    environments: [
      own,
      ...(options.environments ?? []).map((snapshot) => ({
        ...snapshot,
        variables: networkVariables(snapshot.variables),
      })),
      ...(loginShell ? [loginShell] : []),
      ...(outside.windowsSide ? [outside.windowsSide] : []),
    ],
    surroundings: outside.surroundings,
    ...(options.editor ? { editor: options.editor } : {}),
    tools: readings.slice(0, tools.length).flatMap((reading) => reading.settings),
    agents: readings.slice(tools.length).flatMap((reading) => reading.settings),
    system: system.system,
    unreadable,
  };
}

/** What is around this process, and the other side where there is one. */
interface Outside {
  surroundings: Surroundings;
  windowsSide?: EnvironmentSnapshot;
  unreadable: readonly UnreadableSource[];
}

async function readOutside(machine: Machine): Promise<Outside> {
  const surroundings = await readSurroundings(machine);
  const { wsl } = surroundings;
  if (!wsl) return { surroundings, unreadable: [] };
  const [networkingMode, windowsSide] = await Promise.all([
    wsl.version === 1 ? undefined : readNetworkingMode(machine),
    readWindowsSide(machine),
  ]);
  const known = { ...surroundings, wsl: { ...wsl, ...(networkingMode && { networkingMode }) } };
  return { surroundings: known, windowsSide, unreadable: [] };
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
