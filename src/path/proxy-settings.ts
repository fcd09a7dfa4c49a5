/**
 * What can set a proxy for a client, gathered but not yet interpreted. Gathering is in `sources/`;
 * what a client makes of it is in `dialects/`.
 */

import type { Surroundings } from './surroundings.ts';

/** Where a process runs and so whose environment it has. */
export type Context =
  | 'this-process'
  | 'login-shell'
  /** The editor's own process, or its server on the remote side: what it was started with. */
  | 'editor-process'
  | 'integrated-terminal'
  | 'task'
  /** A program under the debugger that runs in a terminal of the editor (`integratedTerminal`). */
  | 'debug-terminal'
  /** A program under the debugger whose console is the editor's own (`internalConsole`). */
  | 'debug-console'
  /** What an extension starts. */
  | 'child-process'
  /** Windows, of a process that runs in WSL. */
  | 'windows-side'
  /** The machine whose window shows a remote extension host. */
  | 'local-side';

/** A snapshot of an environment's proxy and trust variables, names as spelt, values raw (not redacted). */
export interface EnvironmentSnapshot {
  context: Context;
  /**
   * `read`: taken from the process itself; `proved`: told by a process that was started there for it; `inferred`:
   * worked out; `unavailable`: `reason` says why.
   */
  obtained: 'read' | 'proved' | 'inferred' | 'unavailable';
  reason?: string;
  variables: Readonly<Record<string, string>>;
}

/** The scope an editor setting's effective value comes from. */
export type SettingScope = 'default' | 'user' | 'remote' | 'workspace' | 'folder';

/** One editor setting that bears on the network, with the scope that decided its value. */
export interface EditorSetting {
  id: string;
  value: unknown;
  scope: SettingScope;
  /**
   * In a remote window, where the two differ: what the user's settings on the local side and what those of the remote
   * side say. One that says nothing is absent.
   */
  sides?: { local?: unknown; remote?: unknown };
}

/** A program whose own files are read; `folder-env` is the `.env` of the open folder, which many programs load. */
export type ToolName =
  | 'git'
  | 'npm'
  | 'pip'
  | 'curl'
  | 'wget'
  | 'cargo'
  | 'gradle'
  | 'maven'
  | 'docker'
  | 'yarn'
  | 'conda'
  | 'claude-code'
  | 'codex'
  | 'continue'
  | 'gemini-cli'
  | 'opencode'
  | 'aider'
  | 'folder-env'
  | 'devcontainer';

/** What an entry decides. `key`: that a key is set there; the key itself is never kept. */
export type ToolMeaning =
  | 'proxy'
  | 'exclusions'
  | 'trust'
  /** Whether certificates are checked. */
  | 'verification'
  | 'base-url'
  | 'key'
  | 'clock'
  | 'other';

/** One entry of a tool's own configuration that bears on the network. */
export interface ToolSetting {
  tool: ToolName;
  /** As spelt in the file: `http.proxy`, `https-proxy`, `global.proxy`, `models.0.apiBase`. */
  name: string;
  /** Raw, not redacted; empty for a key. */
  value: string;
  file: string;
  /** 1-based; absent where the source does not say. */
  line?: number;
  /** Absent where the name alone says it. */
  meaning?: ToolMeaning;
  /** True when the line holds this entry alone and the file stays whole without it. */
  removable?: boolean;
}

/** The operating system's proxy settings, as a desktop program would read them. */
export interface SystemProxy {
  /** Which store was read: `gnome`, `kde`, `macos`, `windows`, or `none` when there is none here. */
  store: 'gnome' | 'kde' | 'macos' | 'windows' | 'none';
  mode: 'none' | 'manual' | 'automatic' | 'unknown';
  http?: string;
  https?: string;
  socks?: string;
  /** Raw, not redacted. The other settings of the store count when the script can't be had. */
  pacUrl?: string;
  /** The system also looks for a script on the network by itself (WPAD). */
  autoDetect?: true;
  bypass: readonly string[];
  /** KDE: the hosts of `bypass` are the only ones that are proxied. */
  bypassReversed?: true;
}

/** A place that should have been read and could not. */
export interface UnreadableSource {
  /** A file path or the name of a store. */
  where: string;
  reason: string;
}

/** Everything on this machine that can set a proxy, before any client interprets it. */
export interface ProxySettings {
  platform: NodeJS.Platform;
  environments: readonly EnvironmentSnapshot[];
  /** Absent outside an editor. */
  editor?: readonly EditorSetting[];
  tools: readonly ToolSetting[];
  /**
   * What agents' own files and the open folder's files say. It speaks for those programs, never for the machine. Later
   * entries of a tool win over earlier ones of the same name. Absent in older reports.
   */
  agents?: readonly ToolSetting[];
  system: SystemProxy;
  /** What the process runs in. Absent in older reports. */
  surroundings?: Surroundings;
  unreadable: readonly UnreadableSource[];
}
