import { cmd } from './cmd.ts';
import { dotenv } from './dotenv.ts';
import { fish } from './fish.ts';
import type { EnvironmentFormat } from './format.ts';
import { json } from './json.ts';
import { powershell } from './powershell.ts';
import { sh } from './sh.ts';

/** Every format, in the order they are shown. */
export const environmentFormats: readonly EnvironmentFormat[] = [sh, fish, powershell, cmd, dotenv, json];

/** The format of a name. */
export function findFormat(name: string): EnvironmentFormat | undefined {
  return environmentFormats.find(({ names }) => names.includes(name));
}

/** The format for the shell that SHELL names, and for PowerShell on Windows, where none is named. */
export function formatOfShell(shell: string | undefined, platform: NodeJS.Platform): EnvironmentFormat {
  if (shell !== undefined && /(?:^|[\\/])fish(?:\.exe)?$/.test(shell)) return fish;
  return platform === 'win32' && !shell ? powershell : sh;
}
