import * as path from 'node:path';
import type { ToolSetting, UnreadableSource } from '../proxy-settings.ts';
import { variable, type Machine, type ToolReading } from './machine.ts';

/** npm-config(7): the keys that bear on proxies and trust. */
const wanted = new Set(['proxy', 'http-proxy', 'https-proxy', 'noproxy', 'no-proxy', 'cafile', 'ca', 'strict-ssl']);

/** Reads the user's and the global npmrc. Project files are left alone: a workspace must not speak for the machine. */
export async function readNpm(machine: Machine): Promise<ToolReading> {
  const settings: ToolSetting[] = [];
  const unreadable: UnreadableSource[] = [];
  for (const file of npmrcFiles(machine)) {
    const content = await machine.readFile(file);
    if ('text' in content) settings.push(...parseNpmrc(content.text, file, machine.environment));
    else if ('unreadable' in content) unreadable.push({ where: file, reason: content.unreadable });
  }
  return { settings, unreadable };
}

function npmrcFiles(machine: Machine): string[] {
  const join = machine.platform === 'win32' ? path.win32.join : path.posix.join;
  const user = environmentOption(machine, 'npm_config_userconfig') ?? join(machine.homeDirectory, '.npmrc');
  const globalFile = environmentOption(machine, 'npm_config_globalconfig');
  const prefix = environmentOption(machine, 'npm_config_prefix') ?? variable(machine, 'PREFIX');
  const appData = variable(machine, 'APPDATA');
  const guesses =
    machine.platform === 'win32'
      ? appData === undefined ? [] : [join(appData, 'npm', 'etc', 'npmrc')]
      : ['/usr/local/etc/npmrc', '/usr/etc/npmrc', '/etc/npmrc'];
  const globals = globalFile ? [globalFile] : prefix ? [join(prefix, 'etc', 'npmrc')] : guesses;
  return [...new Set([...globals, user])];
}

function environmentOption(machine: Machine, name: string): string | undefined {
  return variable(machine, name) || variable(machine, name.toUpperCase()) || undefined;
}

/** Reads npmrc: `key = value`, `;` and `#` comments, optional quotes, `${NAME}` from the environment. */
export function parseNpmrc(
  text: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): ToolSetting[] {
  const settings: ToolSetting[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const match = /^\s*([^;#=[\]]+?)\s*=\s*(.*?)\s*$/.exec(line);
    const name = match?.[1]?.replace(/^["']|["']$/g, '') ?? '';
    if (!match || !wanted.has(name)) return;
    const unquoted = (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2');
    // npm leaves a reference to an unset variable as it is.
    const value = unquoted.replace(/(?<!\\)\$\{([^${}?]+)(\?)?\}/g, (whole, key: string, optional?: string) =>
      environment[key] ?? (optional ? '' : whole),
    );
    settings.push({ tool: 'npm', name, value, file, line: index + 1 });
  });
  return settings;
}
