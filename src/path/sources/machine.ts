import type { SystemProxy, ToolSetting, UnreadableSource } from '../proxy-settings.ts';

/** What the sources look at: one machine as one process sees it. Tests give their own `run` and `readFile`. */
export interface Machine {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  homeDirectory: string;
  signal: AbortSignal;
  /** Longest time one command may take, in ms. */
  timeoutMs: number;
  run: RunCommand;
  readFile: ReadText;
  /** Folders whose own files may be read: those the user trusts, or works in. */
  folders?: readonly string[];
}

/** How a command ended. `failure` is set when there is no exit code to speak of. */
export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  /** `missing`: no such program. `timeout`: killed at the limit. `failed`: anything else, `reason` says what. */
  failure?: 'missing' | 'timeout' | 'failed';
  reason?: string;
}

/** Runs a program without a shell and without standard input. Never rejects, except when the signal is aborted. */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options: {
    environment: Readonly<Record<string, string | undefined>>;
    /** Where it runs. The home folder: an open workspace must not speak for the machine. */
    directory: string;
    timeoutMs: number;
    signal: AbortSignal;
  },
) => Promise<CommandResult>;

/** What reading a small text file gave. */
export type TextFile = { text: string } | { missing: true } | { unreadable: string };

/** Reads a text file with a size limit. Never rejects. */
export type ReadText = (file: string) => Promise<TextFile>;

/** What one tool's configuration gave. */
export interface ToolReading {
  settings: readonly ToolSetting[];
  unreadable: readonly UnreadableSource[];
}

/** What the desktop's store gave. */
export interface SystemReading {
  system: SystemProxy;
  unreadable: readonly UnreadableSource[];
}

/** Looks a variable up; on Windows without regard to case. */
export function variable(machine: Pick<Machine, 'environment' | 'platform'>, name: string): string | undefined {
  const exact = machine.environment[name];
  if (exact !== undefined || machine.platform !== 'win32') return exact;
  const lower = name.toLowerCase();
  for (const [key, value] of Object.entries(machine.environment)) {
    if (key.toLowerCase() === lower) return value;
  }
  return undefined;
}
