import * as path from 'node:path';
import type { ToolMeaning, ToolSetting } from '../proxy-settings.ts';
import { variable, type Machine, type ToolReading } from './machine.ts';
import { readToolFiles } from './tool-file.ts';

/** Commands by their name without case, dashes and underscores, which wget does not look at (wgetrc(5); src/init.c). */
const wanted: Readonly<Record<string, readonly [string, ToolMeaning]>> = {
  httpproxy: ['http_proxy', 'proxy'],
  httpsproxy: ['https_proxy', 'proxy'],
  ftpproxy: ['ftp_proxy', 'other'],
  noproxy: ['no_proxy', 'exclusions'],
  useproxy: ['use_proxy', 'other'],
  cacertificate: ['ca_certificate', 'trust'],
  cadirectory: ['ca_directory', 'trust'],
  checkcertificate: ['check_certificate', 'verification'],
  proxyuser: ['proxy_user', 'key'],
  proxypassword: ['proxy_password', 'key'],
  timeout: ['timeout', 'clock'],
  readtimeout: ['read_timeout', 'clock'],
  connecttimeout: ['connect_timeout', 'clock'],
};

/** The system's wgetrc, then the user's: what stands in WGETRC, else ~/.wgetrc (src/init.c, wgetrc_file_name). */
export function readWget(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const system = variable(machine, 'SYSTEM_WGETRC');
  const systems = system ? [system] : machine.platform === 'win32' ? [] : ['/usr/local/etc/wgetrc', '/etc/wgetrc'];
  const user = variable(machine, 'WGETRC') || join(machine.homeDirectory, '.wgetrc');
  return readToolFiles(machine, [...systems, user], (text, file) => ({ settings: parseWgetrc(text, file) }));
}

/** Reads a wgetrc: `command = value` a line; an empty value sets a text back. */
export function parseWgetrc(text: string, file: string): ToolSetting[] {
  return text.split(/\r?\n/).flatMap((command, index): ToolSetting[] => {
    const match = /^\s*([A-Za-z_-]+)\s*=\s*(.*)$/.exec(command);
    const [name, meaning] = named((match?.[1] ?? '').toLowerCase().replace(/[-_]/g, '')) ?? [];
    if (!match || name === undefined || meaning === undefined) return [];
    // Quotes stay, and make a proxy or a file that wget can't use (measured on 1.21.3).
    const kept = meaning === 'key' ? '' : (match[2] ?? '').trimEnd();
    const removable = meaning === 'verification';
    const spelt = match[1] ?? name;
    const line = index + 1;
    return [{ tool: 'wget', name: spelt, value: kept, file, line, meaning, ...(removable && { removable }) }];
  });
}

function named(command: string): readonly [string, ToolMeaning] | undefined {
  return Object.hasOwn(wanted, command) ? wanted[command] : undefined;
}
