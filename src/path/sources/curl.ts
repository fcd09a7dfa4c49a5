import * as path from 'node:path';
import type { ToolSetting, UnreadableSource } from '../proxy-settings.ts';
import { variable, type Machine, type ToolReading } from './machine.ts';

/** Long option name by every way of writing it that bears on the network (curl(1), "--config"). */
const wanted: Readonly<Record<string, string>> = {
  proxy: 'proxy',
  x: 'proxy',
  preproxy: 'preproxy',
  'proxy1.0': 'proxy1.0',
  socks4: 'socks4',
  socks4a: 'socks4a',
  socks5: 'socks5',
  'socks5-hostname': 'socks5-hostname',
  noproxy: 'noproxy',
  'proxy-user': 'proxy-user',
  U: 'proxy-user',
  proxytunnel: 'proxytunnel',
  p: 'proxytunnel',
  cacert: 'cacert',
  capath: 'capath',
  'proxy-cacert': 'proxy-cacert',
  insecure: 'insecure',
  k: 'insecure',
  'proxy-insecure': 'proxy-insecure',
};

/** Reads the first curlrc curl itself would read; it takes only one. */
export async function readCurl(machine: Machine): Promise<ToolReading> {
  const unreadable: UnreadableSource[] = [];
  for (const file of curlrcFiles(machine)) {
    const content = await machine.readFile(file);
    if ('text' in content) return { settings: parseCurlrc(content.text, file), unreadable };
    if ('unreadable' in content) unreadable.push({ where: file, reason: content.unreadable });
  }
  return { settings: [], unreadable };
}

/** Order of curl's `findfile()`: CURL_HOME, XDG_CONFIG_HOME, HOME, then HOME/.config (curl src/tool_findfile.c). */
function curlrcFiles(machine: Machine): string[] {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const names = machine.platform === 'win32' ? ['.curlrc', '_curlrc'] : ['.curlrc'];
  const files: string[] = [];
  const add = (folder: string | undefined, dotless = false): void => {
    if (!folder) return;
    for (const name of names) files.push(join(folder, dotless ? name.slice(1) : name));
  };
  add(variable(machine, 'CURL_HOME'));
  // In XDG_CONFIG_HOME the name has no dot (curl 8) or has one (older).
  add(variable(machine, 'XDG_CONFIG_HOME'), true);
  add(variable(machine, 'XDG_CONFIG_HOME'));
  add(machine.homeDirectory);
  add(join(machine.homeDirectory, '.config'), true);
  if (machine.platform === 'win32') add(variable(machine, 'APPDATA'));
  return [...new Set(files)];
}

/**
 * Reads a curlrc: one option a line, with or without dashes, its value after white space, `=` or `:`, in quotes or
 * not. The value of `proxy-user` is a secret and is kept raw like every other; showing is what hides it.
 */
export function parseCurlrc(text: string, file: string): ToolSetting[] {
  const settings: ToolSetting[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return;
    const match = /^\s*(-{0,2})([\w.-]*[\w])(?:\s*[=:]\s*|\s+|$)(.*?)\s*$/.exec(line);
    if (!match) return;
    const [, , option = '', rest = ''] = match;
    const short = option.length === 1 ? option : option.toLowerCase();
    const name = Object.hasOwn(wanted, short) ? wanted[short] : undefined;
    if (name === undefined) return;
    settings.push({ tool: 'curl', name, value: unquote(rest), file, line: index + 1 });
  });
  return settings;
}

function unquote(text: string): string {
  const quoted = /^"((?:\\.|[^"\\])*)"/.exec(text);
  if (!quoted) return text.split(/\s/)[0] ?? '';
  return (quoted[1] ?? '').replace(/\\(.)/g, (_, one: string) => ({ t: '\t', n: '\n', r: '\r', v: '\v' })[one] ?? one);
}
