/**
 * What can set a proxy for a client, gathered but not yet interpreted. Gathering is in `sources/`;
 * what a client makes of it is in `dialects/`.
 */

/** Where a process runs and so whose environment it has. */
export type Context =
  | 'this-process'
  | 'login-shell'
  | 'integrated-terminal'
  | 'task'
  /** A program under the debugger whose console is the editor's own (`internalConsole`). */
  | 'debug-console'
  /** What an extension starts. */
  | 'child-process';

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
}

/** One proxy-related entry of a tool's own configuration. */
export interface ToolSetting {
  tool: 'git' | 'npm' | 'pip' | 'curl';
  /** As spelt in the file: `http.proxy`, `https-proxy`, `global.proxy`, `proxy`. */
  name: string;
  /** Raw, not redacted. */
  value: string;
  file: string;
  /** 1-based; absent where the source does not say. */
  line?: number;
}

/** The operating system's proxy settings, as a desktop program would read them. */
export interface SystemProxy {
  /** Which store was read: `gnome`, `kde`, `macos`, `windows`, or `none` when there is none here. */
  store: 'gnome' | 'kde' | 'macos' | 'windows' | 'none';
  mode: 'none' | 'manual' | 'automatic' | 'unknown';
  http?: string;
  https?: string;
  socks?: string;
  pacUrl?: string;
  bypass: readonly string[];
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
  system: SystemProxy;
  unreadable: readonly UnreadableSource[];
}
